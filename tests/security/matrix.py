"""Who may do what in which group: every cell written down by hand, yes or no (``-``).

The columns are the roles of the cast: not signed in, employee without a place in the group, asked
to join, invited, member, moderator, manager, banned, has left, account closed, Wagtail editor of
pages elsewhere, community manager in the Wagtail admin, superuser. Policy, querysets, actions and
addresses are each asked, and all must say what stands here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..roles import ALL_ROLES

TABLE = """
verb     group    anon empl reqst invit memb moder manag bann formr deact edit stew super
know     open     -    yes  yes   yes   yes  yes   yes   yes  yes   -     yes  yes  yes
know     closed   -    yes  yes   yes   yes  yes   yes   yes  yes   -     yes  yes  yes
know     secret   -    -    -     yes   yes  yes   yes   -    -     -     -    -    -
know     everyone -    yes  yes   yes   yes  yes   yes   yes  yes   -     yes  yes  yes
know     archived -    yes  yes   yes   yes  yes   yes   yes  yes   -     yes  yes  yes
read     open     -    yes  yes   yes   yes  yes   yes   yes  yes   -     yes  yes  yes
read     closed   -    -    -     -     yes  yes   yes   -    -     -     -    -    -
read     secret   -    -    -     -     yes  yes   yes   -    -     -     -    -    -
read     everyone -    yes  yes   yes   yes  yes   yes   yes  yes   -     yes  yes  yes
read     archived -    yes  yes   yes   yes  yes   yes   yes  yes   -     yes  yes  yes
post     open     -    -    -     -     yes  yes   yes   -    -     -     -    -    -
post     closed   -    -    -     -     yes  yes   yes   -    -     -     -    -    -
post     secret   -    -    -     -     yes  yes   yes   -    -     -     -    -    -
post     everyone -    yes  yes   yes   yes  yes   yes   -    yes   -     yes  yes  yes
post     archived -    -    -     -     -    -     -     -    -     -     -    -    -
comment  open     -    -    -     -     yes  yes   yes   -    -     -     -    -    -
comment  closed   -    -    -     -     yes  yes   yes   -    -     -     -    -    -
comment  secret   -    -    -     -     yes  yes   yes   -    -     -     -    -    -
comment  everyone -    yes  yes   yes   yes  yes   yes   -    yes   -     yes  yes  yes
comment  archived -    -    -     -     -    -     -     -    -     -     -    -    -
react    open     -    -    -     -     yes  yes   yes   -    -     -     -    -    -
react    closed   -    -    -     -     yes  yes   yes   -    -     -     -    -    -
react    secret   -    -    -     -     yes  yes   yes   -    -     -     -    -    -
react    everyone -    yes  yes   yes   yes  yes   yes   -    yes   -     yes  yes  yes
react    archived -    -    -     -     -    -     -     -    -     -     -    -    -
call     open     -    -    -     -     yes  yes   yes   -    -     -     -    -    -
call     closed   -    -    -     -     yes  yes   yes   -    -     -     -    -    -
call     secret   -    -    -     -     yes  yes   yes   -    -     -     -    -    -
call     everyone -    yes  yes   yes   yes  yes   yes   -    yes   -     yes  yes  yes
call     archived -    -    -     -     -    -     -     -    -     -     -    -    -
follow   open     -    yes  yes   yes   yes  yes   yes   yes  yes   -     yes  yes  yes
follow   closed   -    -    -     -     yes  yes   yes   -    -     -     -    -    -
follow   secret   -    -    -     -     yes  yes   yes   -    -     -     -    -    -
follow   everyone -    yes  yes   yes   yes  yes   yes   yes  yes   -     yes  yes  yes
follow   archived -    yes  yes   yes   yes  yes   yes   yes  yes   -     yes  yes  yes
report   open     -    yes  yes   yes   yes  yes   yes   yes  yes   -     yes  yes  yes
report   closed   -    -    -     -     yes  yes   yes   -    -     -     -    -    -
report   secret   -    -    -     -     yes  yes   yes   -    -     -     -    -    -
report   everyone -    yes  yes   yes   yes  yes   yes   yes  yes   -     yes  yes  yes
report   archived -    yes  yes   yes   yes  yes   yes   yes  yes   -     yes  yes  yes
mention  open     -    -    -     -     yes  yes   yes   -    -     -     -    -    -
mention  closed   -    -    -     -     yes  yes   yes   -    -     -     -    -    -
mention  secret   -    -    -     -     yes  yes   yes   -    -     -     -    -    -
mention  everyone -    yes  yes   yes   yes  yes   yes   -    yes   -     yes  yes  yes
mention  archived -    -    -     -     -    -     -     -    -     -     -    -    -
members  open     -    yes  yes   yes   yes  yes   yes   yes  yes   -     yes  yes  yes
members  closed   -    -    -     -     yes  yes   yes   -    -     -     -    -    -
members  secret   -    -    -     -     yes  yes   yes   -    -     -     -    -    -
members  everyone -    yes  yes   yes   yes  yes   yes   yes  yes   -     yes  yes  yes
members  archived -    yes  yes   yes   yes  yes   yes   yes  yes   -     yes  yes  yes
join     open     -    yes  yes   yes   -    -     -     -    yes   -     yes  yes  yes
join     closed   -    -    -     yes   -    -     -     -    -     -     -    -    -
join     secret   -    -    -     yes   -    -     -     -    -     -     -    -    -
join     everyone -    -    -     -     -    -     -     -    -     -     -    -    -
join     archived -    -    -     -     -    -     -     -    -     -     -    -    -
request  open     -    -    -     -     -    -     -     -    -     -     -    -    -
request  closed   -    yes  -     -     -    -     -     -    yes   -     yes  yes  yes
request  secret   -    -    -     -     -    -     -     -    -     -     -    -    -
request  everyone -    -    -     -     -    -     -     -    -     -     -    -    -
request  archived -    -    -     -     -    -     -     -    -     -     -    -    -
withdraw open     -    -    yes   -     -    -     -     -    -     -     -    -    -
withdraw closed   -    -    yes   -     -    -     -     -    -     -     -    -    -
withdraw secret   -    -    -     -     -    -     -     -    -     -     -    -    -
withdraw everyone -    -    yes   -     -    -     -     -    -     -     -    -    -
withdraw archived -    -    yes   -     -    -     -     -    -     -     -    -    -
accept   open     -    -    -     yes   -    -     -     -    -     -     -    -    -
accept   closed   -    -    -     yes   -    -     -     -    -     -     -    -    -
accept   secret   -    -    -     yes   -    -     -     -    -     -     -    -    -
accept   everyone -    -    -     yes   -    -     -     -    -     -     -    -    -
accept   archived -    -    -     -     -    -     -     -    -     -     -    -    -
decline  open     -    -    -     yes   -    -     -     -    -     -     -    -    -
decline  closed   -    -    -     yes   -    -     -     -    -     -     -    -    -
decline  secret   -    -    -     yes   -    -     -     -    -     -     -    -    -
decline  everyone -    -    -     yes   -    -     -     -    -     -     -    -    -
decline  archived -    -    -     yes   -    -     -     -    -     -     -    -    -
leave    open     -    -    -     -     yes  yes   yes   -    -     -     -    -    -
leave    closed   -    -    -     -     yes  yes   yes   -    -     -     -    -    -
leave    secret   -    -    -     -     yes  yes   yes   -    -     -     -    -    -
leave    everyone -    -    -     -     -    -     -     -    -     -     -    -    -
leave    archived -    -    -     -     yes  yes   yes   -    -     -     -    -    -
invite   open     -    -    -     -     yes  yes   yes   -    -     -     -    -    -
invite   closed   -    -    -     -     -    yes   yes   -    -     -     -    -    -
invite   secret   -    -    -     -     -    yes   yes   -    -     -     -    -    -
invite   everyone -    -    -     -     -    -     -     -    -     -     -    -    -
invite   archived -    -    -     -     -    -     -     -    -     -     -    -    -
remove   open     -    -    -     -     -    yes   yes   -    -     -     -    -    -
remove   closed   -    -    -     -     -    yes   yes   -    -     -     -    -    -
remove   secret   -    -    -     -     -    yes   yes   -    -     -     -    -    -
remove   everyone -    -    -     -     -    yes   yes   -    -     -     -    -    -
remove   archived -    -    -     -     -    yes   yes   -    -     -     -    -    -
restore  open     -    -    -     -     -    yes   yes   -    -     -     -    -    -
restore  closed   -    -    -     -     -    yes   yes   -    -     -     -    -    -
restore  secret   -    -    -     -     -    yes   yes   -    -     -     -    -    -
restore  everyone -    -    -     -     -    yes   yes   -    -     -     -    -    -
restore  archived -    -    -     -     -    yes   yes   -    -     -     -    -    -
pin      open     -    -    -     -     -    yes   yes   -    -     -     -    -    -
pin      closed   -    -    -     -     -    yes   yes   -    -     -     -    -    -
pin      secret   -    -    -     -     -    yes   yes   -    -     -     -    -    -
pin      everyone -    -    -     -     -    yes   yes   -    -     -     -    -    -
pin      archived -    -    -     -     -    yes   yes   -    -     -     -    -    -
lock     open     -    -    -     -     -    yes   yes   -    -     -     -    -    -
lock     closed   -    -    -     -     -    yes   yes   -    -     -     -    -    -
lock     secret   -    -    -     -     -    yes   yes   -    -     -     -    -    -
lock     everyone -    -    -     -     -    yes   yes   -    -     -     -    -    -
lock     archived -    -    -     -     -    yes   yes   -    -     -     -    -    -
reports  open     -    -    -     -     -    yes   yes   -    -     -     -    -    -
reports  closed   -    -    -     -     -    yes   yes   -    -     -     -    -    -
reports  secret   -    -    -     -     -    yes   yes   -    -     -     -    -    -
reports  everyone -    -    -     -     -    yes   yes   -    -     -     -    -    -
reports  archived -    -    -     -     -    yes   yes   -    -     -     -    -    -
edit     open     -    -    -     -     -    -     yes   -    -     -     -    -    -
edit     closed   -    -    -     -     -    -     yes   -    -     -     -    -    -
edit     secret   -    -    -     -     -    -     yes   -    -     -     -    -    -
edit     everyone -    -    -     -     -    -     yes   -    -     -     -    -    -
edit     archived -    -    -     -     -    -     yes   -    -     -     -    -    -
access   open     -    -    -     -     -    -     yes   -    -     -     -    -    -
access   closed   -    -    -     -     -    -     yes   -    -     -     -    -    -
access   secret   -    -    -     -     -    -     yes   -    -     -     -    -    -
access   everyone -    -    -     -     -    -     yes   -    -     -     -    -    -
access   archived -    -    -     -     -    -     yes   -    -     -     -    -    -
archive  open     -    -    -     -     -    -     yes   -    -     -     -    -    -
archive  closed   -    -    -     -     -    -     yes   -    -     -     -    -    -
archive  secret   -    -    -     -     -    -     yes   -    -     -     -    -    -
archive  everyone -    -    -     -     -    -     yes   -    -     -     -    -    -
archive  archived -    -    -     -     -    -     yes   -    -     -     -    -    -
role     open     -    -    -     -     -    -     yes   -    -     -     -    -    -
role     closed   -    -    -     -     -    -     yes   -    -     -     -    -    -
role     secret   -    -    -     -     -    -     yes   -    -     -     -    -    -
role     everyone -    -    -     -     -    -     yes   -    -     -     -    -    -
role     archived -    -    -     -     -    -     yes   -    -     -     -    -    -
let in   open     -    -    -     -     -    -     yes   -    -     -     -    -    -
let in   closed   -    -    -     -     -    -     yes   -    -     -     -    -    -
let in   secret   -    -    -     -     -    -     yes   -    -     -     -    -    -
let in   everyone -    -    -     -     -    -     yes   -    -     -     -    -    -
let in   archived -    -    -     -     -    -     yes   -    -     -     -    -    -
put out  open     -    -    -     -     -    -     yes   -    -     -     -    -    -
put out  closed   -    -    -     -     -    -     yes   -    -     -     -    -    -
put out  secret   -    -    -     -     -    -     yes   -    -     -     -    -    -
put out  everyone -    -    -     -     -    -     yes   -    -     -     -    -    -
put out  archived -    -    -     -     -    -     yes   -    -     -     -    -    -
ban      open     -    -    -     -     -    -     yes   -    -     -     -    -    -
ban      closed   -    -    -     -     -    -     yes   -    -     -     -    -    -
ban      secret   -    -    -     -     -    -     yes   -    -     -     -    -    -
ban      everyone -    -    -     -     -    -     yes   -    -     -     -    -    -
ban      archived -    -    -     -     -    -     yes   -    -     -     -    -    -
webhooks open     -    -    -     -     -    -     yes   -    -     -     -    -    -
webhooks closed   -    -    -     -     -    -     yes   -    -     -     -    -    -
webhooks secret   -    -    -     -     -    -     yes   -    -     -     -    -    -
webhooks everyone -    -    -     -     -    -     yes   -    -     -     -    -    -
webhooks archived -    -    -     -     -    -     yes   -    -     -     -    -    -
webhook  open     -    -    -     -     -    -     yes   -    -     -     -    -    -
webhook  closed   -    -    -     -     -    -     yes   -    -     -     -    -    -
webhook  secret   -    -    -     -     -    -     -     -    -     -     -    -    -
webhook  everyone -    -    -     -     -    -     yes   -    -     -     -    -    -
webhook  archived -    -    -     -     -    -     -     -    -     -     -    -    -
plan     open     -    -    -     -     -    -     yes   -    -     -     -    -    -
plan     closed   -    -    -     -     -    -     yes   -    -     -     -    -    -
plan     secret   -    -    -     -     -    -     yes   -    -     -     -    -    -
plan     everyone -    -    -     -     -    -     yes   -    -     -     -    -    -
plan     archived -    -    -     -     -    -     -     -    -     -     -    -    -
organise open     -    -    -     -     -    -     yes   -    -     -     -    -    -
organise closed   -    -    -     -     -    -     yes   -    -     -     -    -    -
organise secret   -    -    -     -     -    -     yes   -    -     -     -    -    -
organise everyone -    -    -     -     -    -     yes   -    -     -     -    -    -
organise archived -    -    -     -     -    -     -     -    -     -     -    -    -
minutes  open     -    -    -     -     -    -     yes   -    -     -     -    -    -
minutes  closed   -    -    -     -     -    -     yes   -    -     -     -    -    -
minutes  secret   -    -    -     -     -    -     yes   -    -     -     -    -    -
minutes  everyone -    -    -     -     -    -     yes   -    -     -     -    -    -
minutes  archived -    -    -     -     -    -     -     -    -     -     -    -    -
convene  open     -    -    -     -     -    -     yes   -    -     -     -    -    -
convene  closed   -    -    -     -     -    -     yes   -    -     -     -    -    -
convene  secret   -    -    -     -     -    -     yes   -    -     -     -    -    -
convene  everyone -    -    -     -     -    -     yes   -    -     -     -    -    -
convene  archived -    -    -     -     -    -     -     -    -     -     -    -    -
attend   open     -    -    -     -     yes  -     -     -    -     -     -    -    -
attend   closed   -    -    -     -     yes  -     -     -    -     -     -    -    -
attend   secret   -    -    -     -     yes  -     -     -    -     -     -    -    -
attend   everyone -    -    -     -     yes  -     -     -    -     -     -    -    -
attend   archived -    -    -     -     -    -     -     -    -     -     -    -    -
propose  open     -    -    -     -     yes  yes   yes   -    -     -     -    -    -
propose  closed   -    -    -     -     yes  yes   yes   -    -     -     -    -    -
propose  secret   -    -    -     -     yes  yes   yes   -    -     -     -    -    -
propose  everyone -    yes  yes   yes   yes  yes   yes   -    yes   -     yes  yes  yes
propose  archived -    -    -     -     -    -     -     -    -     -     -    -    -
progress open     -    -    -     -     -    -     yes   -    -     -     -    -    -
progress closed   -    -    -     -     -    -     yes   -    -     -     -    -    -
progress secret   -    -    -     -     -    -     yes   -    -     -     -    -    -
progress everyone -    -    -     -     -    -     yes   -    -     -     -    -    -
progress archived -    -    -     -     -    -     -     -    -     -     -    -    -
"""

#: What each verb means, for the documentation.
VERBS = {
    "know": "know that the group exists: name, purpose, managers",
    "read": "read what is said, see who is in",
    "post": "begin a conversation",
    "comment": "answer",
    "react": "react",
    "call": "ask colleagues for their view",
    "follow": "follow a conversation",
    "report": "report a text to the moderators",
    "mention": "get suggestions of people to mention",
    "members": "open the list of members",
    "join": "get in by one click",
    "request": "ask to be let in",
    "withdraw": "take a request back",
    "accept": "accept an invitation",
    "decline": "decline an invitation",
    "leave": "leave",
    "invite": "invite colleagues",
    "remove": "remove what somebody else said",
    "restore": "bring back what was removed",
    "pin": "keep a post at the top",
    "lock": "lock a conversation",
    "reports": "see and answer reports",
    "edit": "change name, purpose, rules, topics, cover",
    "access": "change who sees, joins and posts",
    "archive": "archive the group",
    "role": "change the role of a member",
    "let in": "accept a request",
    "put out": "take a member out",
    "ban": "ban a member",
    "webhooks": "see, try, pause and delete webhooks",
    "webhook": "add a webhook",
    "plan": "plan a meeting of the group",
    "organise": "change a meeting of the group, open, start and cancel it",
    "minutes": "take the minutes of a meeting of the group",
    "convene": "invite people to a meeting of the group",
    "attend": "say whether one comes to a meeting to which one is invited",
    "propose": "propose an item for the agenda of a meeting of the group",
    "progress": "say how far somebody's action item of the group is, move it and hand it over",
}


@dataclass(frozen=True)
class Cell:
    """One cell of the table."""

    verb: str
    group: str
    role: str
    allowed: bool

    def __str__(self) -> str:
        return f"{self.role} may{'' if self.allowed else ' not'} {self.verb} in {self.group}"


def cells() -> Iterator[Cell]:
    """Return every cell."""
    for line in TABLE.strip().splitlines()[1:]:
        verb, group, answers = line[:9].strip(), line[9:18].strip(), line[18:].split()
        for role, answer in zip(ALL_ROLES, answers, strict=True):
            if answer not in ("yes", "-"):
                raise ValueError(f"{answer!r} is neither yes nor -: {line}")
            yield Cell(verb, group, role, answer == "yes")
