"""What people are told of: the words in which a room says it, without knowing who tells.

A room registers **categories** (what a person can switch on and off), **happenings** (which of its
events people are told of, whom, and why) and **subjects** (what news is about; all news about one
subject is one line in a person's list and one thread in their mail). The room of notifications
does the rest: it asks who may see it, who wants it, and by which channel. See
``wagtail_social/conversations/notifying.py`` for the model.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.dispatch import Signal


class Nearness(StrEnum):
    """How near news of a category is to a person: what is muted keeps away what is farther."""

    #: The person was addressed by name: comes through where a thread or group is muted.
    NAMED = "named"
    #: The person takes part in it.
    OWN = "own"
    #: It goes on in a group of theirs.
    GROUP = "group"


@dataclass(frozen=True)
class NotificationCategory:
    """A kind of news that a person can switch on and off, for each channel.

    ``name`` is stored (30 characters at most). ``site`` and ``mail`` say whether it comes there
    unless the person says otherwise; with ``always_on_site`` the site's switch does not exist.
    ``why`` ends the sentence of a mail that tells why it was sent.
    """

    name: str
    label: Any
    help_text: Any
    why: Any
    nearness: Nearness
    site: bool = True
    mail: bool = False
    always_on_site: bool = False
    #: Position in the settings.
    order: int = 500


@dataclass(frozen=True)
class Facts:
    """What is kept of a happening: keys, no texts.

    ``actor_id`` is who did it and is not told; ``named`` are the users whom it addresses, and
    ``to_group`` says that it addresses everybody in the group;
    ``object_id`` is the key of what was made (a comment, a membership).
    """

    subject_type: str
    subject_id: int
    object_id: int
    actor_id: Any = None
    group_id: int | None = None
    named: tuple[Any, ...] = ()
    to_group: bool = False


@dataclass(frozen=True)
class Reason:
    """Why somebody is told. ``people`` returns users; whether they may see it is asked elsewhere.

    ``sentence`` says it of (names, number of people), such as "Ada and Bo reacted"; it puts the
    names in as they are, since what it says is remembered without them. With ``asked_for`` only
    those are told who want to hear everything of the group.
    """

    category: str
    people: Callable[[Facts], QuerySet[Any]]
    sentence: Callable[[str, int], str]
    asked_for: bool = False


@dataclass(frozen=True)
class Words:
    """What was said, as one person may read it now. ``html`` is ready for a page."""

    html: str = ""
    url: str = ""


@dataclass(frozen=True)
class MailPart:
    """Something in a mail for the program that reads it, such as an entry for a calendar.

    It goes out twice: as one more form of the mail's text, of the type ``content_type`` with
    ``parameters``, and as a file called ``file_name`` of the type ``file_type``. Mail programs
    differ in which of the two they take.
    """

    content_type: str
    content: bytes
    file_name: str
    file_type: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    #: What the mail says of it to who reads it.
    note: str = ""
    #: How many things it tells the program of. Of several that one mail could carry it is the one
    #: that tells of most, and of these the newest: each says how things stand when it is made.
    covers: int = 1


@dataclass(frozen=True)
class Happening:
    """Something people are told of.

    ``facts`` gets ``sender``, ``actor`` and the arguments of the event and returns what to keep,
    a list of it where one event is several pieces of news, or ``None`` where nobody is told.
    ``reasons`` come strongest first, each of another category: a
    person is told once, for the first that applies. ``words`` returns, for (user, object ids), what
    was said, of those that this user may still read; news without words at the time of sending is
    not sent.
    """

    name: str
    event: Signal
    facts: Callable[..., Facts | list[Facts] | None]
    reasons: tuple[Reason, ...]
    words: Callable[[Any, Collection[int]], dict[int, Words]]
    #: Which of these objects still stand, for anybody: not removed since. ``None``: all do.
    still_there: Callable[[Collection[int]], set[int]] | None = None
    #: The address of what was made, by its key; that of the subject where it is ``None``.
    url: Callable[[int], str] | None = None
    #: Whether people are told who did it; where they are not, the log does not say so either.
    names_actor: bool = True
    #: What the log calls it, such as "New post"; the name where there is none.
    label: Any = ""
    #: Whether nobody but who did it and who is addressed knows of it: not in the log of others.
    between_people: bool = False
    #: Whether it happens by itself, such as a day that comes: told although nobody did it. Of all
    #: others an event without an actor is something of long ago, and not told.
    by_itself: bool = False
    #: What the mail carries for programs: for (user, object ids, how much a mail may tell: "full",
    #: "teaser" or "none"), made of what this user may read now, in their language, each time that
    #: the mail is tried. Of several that a mail could carry one is taken (``MailPart.covers``).
    #: A program knows nothing of what its owner read on the site: such mail goes out all the same,
    #: and does not wait for the hour that lies between two mails about one subject.
    parts: Callable[[Any, Collection[int], str], dict[int, MailPart]] | None = None

    def reason(self, category: str) -> Reason | None:
        """Return the reason of this category, or ``None`` where it has been given up."""
        return next((reason for reason in self.reasons if reason.category == category), None)


@dataclass(frozen=True)
class About:
    """A subject as one person sees it. ``place`` is the name of the group it stands in, if any."""

    title: str
    url: str
    place: str = ""
    #: Whether a mail may carry no more than the beginning of what is said there.
    only_here: bool = False
    since: datetime.datetime | None = None


@dataclass(frozen=True)
class NotificationSubject:
    """What news can be about.

    ``seen_by`` returns, for (user, keys), those that this user may see now, and ``keys_seen_by``
    no more than their keys; ``audience`` the active users who may see one; ``muted_by`` those who
    do not want to hear of it. ``muted_for`` returns, for (user, how many at most), the keys that
    this user has muted, newest first, each with the address that takes it back by POST.

    The log in the Wagtail admin says who was told. ``rows_seen_by`` returns the rows (of the model
    whose keys the subject has) of whose news a user may read that there, at most what they may see
    on the site; without it nobody does. ``noted`` returns, for (user, keys) of such rows, how the
    log names them: by nothing that somebody wrote; ``url`` is empty where the user may not go.
    """

    name: str
    seen_by: Callable[[Any, Collection[int]], dict[int, About]]
    keys_seen_by: Callable[[Any, Collection[int]], set[int]]
    audience: Callable[[int], QuerySet[Any]]
    muted_by: Callable[[int], QuerySet[Any] | None] = field(default=lambda key: None)
    muted_for: Callable[[Any, int], dict[int, str]] = field(default=lambda user, most: {})
    rows_seen_by: Callable[[Any], QuerySet[Any]] | None = None
    noted: Callable[[Any, Collection[int]], dict[int, About]] = field(default=lambda user, keys: {})
