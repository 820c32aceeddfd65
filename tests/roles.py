"""The roles and groups of the cast, and the marked words of their texts. Data alone."""

from __future__ import annotations

from collections.abc import Iterable

#: Role -> (first name, last name, state of the membership or "", role in the group).
ROLES: dict[str, tuple[str, str, str, str]] = {
    "employee": ("Emma", "Visser", "", ""),
    "requested": ("Rachid", "Amrani", "requested", "member"),
    "invited": ("Ingrid", "Vogel", "invited", "member"),
    "member": ("Marit", "Bakker", "active", "member"),
    "moderator": ("Mats", "Lindholm", "active", "moderator"),
    "manager": ("Margot", "Claes", "active", "manager"),
    "banned": ("Bram", "Nijland", "banned", "member"),
    "former": ("Fenna", "Postma", "left", "member"),
    "deactivated": ("Dirk", "Janssen", "active", "member"),
    "editor": ("Eline", "Dekker", "", ""),
    "steward": ("Stefan", "Hofer", "", ""),
    "superuser": ("Sanne", "Kuiper", "", ""),
}
#: The roles of the matrix: who is not signed in, and one person each. ``author`` wrote the posts.
ALL_ROLES = ("anonymous", *ROLES)
#: Who may not read a closed group.
OUTSIDERS = (
    "anonymous",
    "employee",
    "requested",
    "invited",
    "banned",
    "former",
    "deactivated",
    "editor",
    "steward",
    "superuser",
)
#: Who may read it.
INSIDERS = ("member", "moderator", "manager", "author", "second_manager")

GROUPS = ("open", "closed", "secret", "everyone", "archived")
#: The groups that outsiders do not read.
PRIVATE = ("closed", "secret")

_FIELDS = (
    "title",
    "slug",
    "purpose",
    "welcome",
    "guidelines",
    "tag",
    "department",
    "posttitle",
    "postbody",
    "earlier",
    "topic",
    "comment",
    "reply",
    "deep",
    "removed",
    "call",
    "reason",
    "gonetitle",
    "gonebody",
    "gonereason",
    "request",
    "invitation",
    "report",
    "webhook",
    "meeting",
    "meetingpurpose",
    "place",
    "item",
    "itemtext",
    "proposal",
    "paper",
    "papername",
    "paperbytes",
    "apology",
    "note",
    "outcome",
    "task",
    "action",
    "update",
    "held",
    "helditem",
    "heldnote",
    "decision",
    "known",
    "remark",
    "remarkanswer",
    "hermit",
)


#: The marked words: ``CANARY["secret"]["title"]`` is ``"zqsecrettitle"``; all are lower case.
CANARY: dict[str, dict[str, str]] = {
    group: {name: f"zq{group}{name}" for name in _FIELDS} for group in GROUPS
}
#: What everybody may know of a closed group, and who is invited of a secret one.
KNOWN_OUTSIDE = frozenset({"title", "slug", "purpose"})


def words(group: str, *, but: Iterable[str] = ()) -> frozenset[str]:
    """Return the marked words of a group, without those of the fields in ``but``."""
    left_out = set(but)
    return frozenset(word for name, word in CANARY[group].items() if name not in left_out)


def hidden_from(role: str) -> frozenset[str]:
    """Return the marked words that this role must never meet outside the people directory."""
    if role in INSIDERS:
        return frozenset()
    known = KNOWN_OUTSIDE if role not in ("anonymous", "deactivated") else ()
    secret = ("title", "slug", "purpose", "invitation") if role == "invited" else ()
    own = ("request",) if role == "requested" else ()
    invitation = ("invitation",) if role == "invited" else ()
    return words("closed", but=(*known, *own, *invitation)) | words("secret", but=secret)
