"""What upper rooms and hosts hang into lower rooms: all extension points, in one place.

Each point is a Wagtail hook with a small dataclass. A host registers in a ``wagtail_hooks.py``::

    from wagtail_social.extension_points import PostKind, post_kinds

    @post_kinds.register
    def announcement():
        return PostKind(name="announcement", label=_("Announcement"))

The function is called when the point is read and returns one entry, or a list of entries.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from wagtail import hooks

from .happenings import Happening, NotificationCategory, NotificationSubject

if TYPE_CHECKING:
    import datetime

    from django.db.models import Model, QuerySet

    from .actions import Action

E = TypeVar("E")


class ExtensionPoint(Generic[E]):
    """A named place to hang entries into. ``name`` is that of the Wagtail hook below it."""

    def __init__(self, name: str) -> None:
        self.name = f"wagtail_social_{name}"

    def register(self, function: Callable[[], E | Iterable[E]]) -> Callable[[], E | Iterable[E]]:
        """Register a function that returns one entry or several. Usable as decorator."""
        hooks.register(self.name, function)
        return function

    def all(self) -> list[E]:
        """Return all entries, in the order of registration."""
        entries: list[E] = []
        for function in hooks.get_hooks(self.name):
            found = function()
            entries.extend(found if isinstance(found, list) else [found])
        return entries

    def named(self, name: str) -> E | None:
        """Return the entry with this ``name``, or ``None``."""
        return next((entry for entry in self.all() if getattr(entry, "name", None) == name), None)


@dataclass(frozen=True)
class WriteCheck:
    """Asked before every action that puts content before others; raise ``Refused`` to stop it."""

    check: Callable[[Action[Any]], None]


@dataclass(frozen=True)
class EventRecord:
    """Something that is written down with an event, in the transaction of the action itself.

    A receiver of the event comes after the commit, and never where the process is killed between
    the two. Both functions get what a receiver gets: ``signal``, ``sender``, ``actor`` and the
    arguments of the event.

    ``applies`` is asked at each event of every action, imports included, and must not ask the
    database. Where it says yes, ``write`` is called in a savepoint of its own (two statements
    more): the record is not worth what a person wrote, so where it fails, it alone is undone, the
    error is logged, and the action goes on. What follows outside of the database is begun by
    ``transaction.on_commit(…, robust=True)``, with a function that has a name. Events that other
    code than actions sends have no record.
    """

    applies: Callable[..., bool]
    write: Callable[..., None]


@dataclass(frozen=True)
class PostKind:
    """A kind of post. ``name`` is stored (30 characters at most); ``icon`` is one of our sprite."""

    name: str
    label: Any
    icon: str = "comment"
    #: Whether a comment can be accepted as the answer.
    has_answer: bool = False
    #: Look of the chip: "", "ask", "good", "idea" or "warn".
    tone: str = ""


@dataclass(frozen=True)
class DiscussionTarget:
    """A kind of thing that can be talked about. ``name`` stands in addresses.

    The model must have an integer primary key.
    """

    name: str
    model: Callable[[], type[Model]]
    #: The target with this key, whoever asks, or ``None``.
    by_key: Callable[[int], Any]
    #: The targets this user may see.
    visible_to: Callable[[Any], QuerySet[Any]]
    #: Whether (target, user, the user's ``Standing`` in its group or ``None``) is readable:
    #: the same question as ``visible_to``, for one target that is at hand.
    readable: Callable[[Any, Any, Any], bool]
    #: The group whose rules hold for the discussion, or ``None``.
    group: Callable[[Any], Any]
    title: Callable[[Any], str]
    url: Callable[[Any], str]
    #: The targets without a group that this user moderates, of those they may see. One queryset
    #: for all of them: each page of the community asks it while a report about one waits.
    moderated: Callable[[Any], QuerySet[Any]]
    #: The active users who may see it.
    audience: Callable[[Any], QuerySet[Any]]
    #: The target that holds the discussion for this one (for translations that share it).
    canonical: Callable[[Any], Any] = field(default=lambda target: target)
    #: Of those that share (target, user)'s discussion, the one whose title and address this user
    #: is shown.
    shown_to: Callable[[Any, Any], Any] = field(default=lambda target, user: target)

    #: Title and address by key, for (user, keys), of the targets this user may see; quicker than
    #: fetching them, for lists. ``None``: they are fetched.
    headings: Callable[[Any, Collection[int]], dict[int, tuple[str, str]]] | None = None

    def moderated_by(self, target: Any, user: Any) -> bool:
        """Whether this user moderates what is said about one target without a group."""
        return self.moderated(user).filter(pk=target.pk).exists()


@dataclass(frozen=True)
class GroupTab:
    """A tab on a group's page. ``visible`` gets the viewer's ``Standing`` in the group."""

    name: str
    label: Any
    #: URL name of the tab; gets the group's slug.
    url_name: str
    visible: Callable[[Any], bool]
    #: Positions of ours: 100 discussion, 200 members, 300 about, 800 reports, 900 settings.
    order: int = 500
    #: Count shown behind the label, or ``None``.
    count: Callable[[Any], int | None] = field(default=lambda standing: None)


@dataclass(frozen=True)
class GroupMenuEntry:
    """An entry of the "more" menu in the head of a group: a link to a page of its own.

    ``url`` gets the viewer's ``Standing`` and returns ``None`` where it does not apply. It is
    asked on each page of a group and must not ask the database.
    """

    name: str
    label: Any
    icon: str
    url: Callable[[Any], str | None]
    #: Position of ours: 900 leave.
    order: int = 500


@dataclass(frozen=True)
class GroupNote:
    """Something its readers should know of how a group works, on its page About.

    ``lines`` gets the viewer's ``Standing`` and returns sentences, or nothing.
    """

    name: str
    icon: str
    lines: Callable[[Any], list[str]]
    order: int = 500


@dataclass(frozen=True)
class AfterJoining:
    """Where somebody is led who has just come into a group, before the group itself.

    ``url`` gets the membership and returns an address that shows the group's welcome and leads on
    to the group, or ``None``. The first address is taken; ``next`` in the form wins over all.
    """

    name: str
    url: Callable[[Any], str | None]
    order: int = 500


@dataclass(frozen=True)
class ContentAction:
    """An entry of the "more" menu of a post or comment: a link to a page of its own."""

    name: str
    label: Any
    icon: str
    #: Address for (discussion, comment or ``None``), or ``None`` where it does not apply.
    url: Callable[[Any, Any, Any], str | None]


@dataclass(frozen=True)
class TopicSource:
    """Things that carry topics, for the topic page and for which topics a viewer may know.

    ``tagged`` returns, for a user, the rows of the through table (with a ``tag`` key) whose
    things that user may see; ``panel`` names the template that shows some of them.
    """

    name: str
    label: Any
    tagged: Callable[[Any], QuerySet[Any]]
    #: Context for the template: called with (tag, user, request).
    context: Callable[[Any, Any, Any], dict[str, Any]]
    template: str
    order: int = 500


@dataclass(frozen=True)
class ProfilePanel:
    """A part of a colleague's profile: a template with the context for (person, viewer)."""

    name: str
    template: str
    context: Callable[[Any, Any], dict[str, Any]]
    order: int = 500


@dataclass(frozen=True)
class SideSection:
    """A list of places in the left column of every page: my groups, topics I follow.

    ``build`` gets the request and returns ``{"title", "links", "more_url", "more_label"}`` with
    links ``{"label", "meta", "url", "current", "count", "mark_key", "private"}``, or ``None`` for
    nothing.
    """

    name: str
    build: Callable[[Any], dict[str, Any] | None]
    order: int = 500


@dataclass(frozen=True)
class Presentation:
    """Where a thing has a page of the host that presents it.

    ``url`` gets (thing, request) and returns the address of a live page that the viewer may see,
    or ``None``. ``retire`` unpublishes the pages of a thing that may no longer be presented and
    returns their titles; ``pages`` lists them beforehand.
    """

    model: Callable[[], type[Model]]
    url: Callable[[Any, Any], str | None]
    pages: Callable[[Any], list[Any]]
    retire: Callable[[Any, Any], list[str]]


@dataclass(frozen=True)
class PersonalData:
    """A key from one of our models to a user, and what becomes of it.

    ``on_erase`` is "delete" (the row goes), "clear" (the key is emptied, the row stays) or
    "keep" (kept for a reason of law or safety, which ``why`` then states). ``export`` names the
    fields that the person gets; an empty tuple means that the row says nothing about them beyond
    its existence.
    """

    model: str
    field: str
    on_erase: str
    export: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class RepairJob:
    """A stored figure that can be counted anew.

    ``drift`` returns, for each wrong row, a line that says what is stored and what is true;
    ``repair`` sets them right and returns how many rows it changed.
    """

    name: str
    drift: Callable[[], list[str]]
    repair: Callable[[], int]


@dataclass(frozen=True)
class DiscussionEnd:
    """What a room keeps about discussions that holds on to them, and goes when they go for good.

    ``forget`` gets the keys of discussions just before they are deleted, in the same transaction.
    """

    forget: Callable[[list[int]], None]


@dataclass(frozen=True)
class LoggedRows:
    """Whose entries in Wagtail's audit log somebody may read, for one of our models.

    ``rows`` returns the rows about which this user may know what was done and by whom; ``None``
    leaves it to the permission on the model, as Wagtail does. Entries about rows that are gone, or
    without a rule, are read by nobody. ``apart`` holds actions, and about which rows they are read.
    """

    model: Callable[[], type[Model]]
    rows: Callable[[Any], QuerySet[Any]] | None
    apart: tuple[Collection[str], Callable[[Any], QuerySet[Any]]] | None = None


@dataclass(frozen=True)
class AdminPlace:
    """A place in the Wagtail admin, in the menu "Community".

    ``viewset`` is what Wagtail registers as one, ``None`` for what has addresses of its own;
    ``menu_item`` gives its entry for a position, ``None`` for a place that others lead to.
    """

    menu_item: Callable[[int], Any] | None
    viewset: Any = None
    #: Positions: 100 reports, 200 groups, 300 memberships, 350 meetings, 400 posts, 500 comments,
    #: 600 profiles, 700 departments, 720 news told, 740 mail.
    order: int = 800


@dataclass(frozen=True)
class Visit:
    """Told when somebody opens the page of a thing: (request, subject type, subject key)."""

    record: Callable[[Any, str, int], None]


@dataclass(frozen=True)
class HeaderItem:
    """Something small for the head of every page of the host, such as the bell.

    ``context`` gets the request; the template is drawn for employees only.
    """

    name: str
    template: str
    context: Callable[[Any], dict[str, Any]]
    order: int = 500


@dataclass(frozen=True)
class DueJob:
    """Work that is due from time to time, done by ``manage.py social_run_due``.

    ``run`` gets the time and returns what it did, in a few words for the console, or nothing. It
    may be stopped at any point and done again.
    """

    name: str
    every: datetime.timedelta
    run: Callable[[datetime.datetime], str]


@dataclass(frozen=True)
class PersonalZone:
    """Where people say which time zone they live by.

    ``rows`` gets a user and returns a queryset of one column, the IANA name in the user's row.
    """

    rows: Callable[[Any], QuerySet[Any]]


write_checks: ExtensionPoint[WriteCheck] = ExtensionPoint("write_checks")
event_records: ExtensionPoint[EventRecord] = ExtensionPoint("event_records")
post_kinds: ExtensionPoint[PostKind] = ExtensionPoint("post_kinds")
discussion_targets: ExtensionPoint[DiscussionTarget] = ExtensionPoint("discussion_targets")
group_tabs: ExtensionPoint[GroupTab] = ExtensionPoint("group_tabs")
group_menu_entries: ExtensionPoint[GroupMenuEntry] = ExtensionPoint("group_menu_entries")
group_notes: ExtensionPoint[GroupNote] = ExtensionPoint("group_notes")
after_joining: ExtensionPoint[AfterJoining] = ExtensionPoint("after_joining")
content_actions: ExtensionPoint[ContentAction] = ExtensionPoint("content_actions")
topic_sources: ExtensionPoint[TopicSource] = ExtensionPoint("topic_sources")
side_sections: ExtensionPoint[SideSection] = ExtensionPoint("side_sections")
profile_panels: ExtensionPoint[ProfilePanel] = ExtensionPoint("profile_panels")
presentations: ExtensionPoint[Presentation] = ExtensionPoint("presentations")
personal_data: ExtensionPoint[PersonalData] = ExtensionPoint("personal_data")
repair_jobs: ExtensionPoint[RepairJob] = ExtensionPoint("repair_jobs")
discussion_ends: ExtensionPoint[DiscussionEnd] = ExtensionPoint("discussion_ends")
logged_rows: ExtensionPoint[LoggedRows] = ExtensionPoint("logged_rows")
admin_places: ExtensionPoint[AdminPlace] = ExtensionPoint("admin_places")
visits: ExtensionPoint[Visit] = ExtensionPoint("visits")
header_items: ExtensionPoint[HeaderItem] = ExtensionPoint("header_items")
due_jobs: ExtensionPoint[DueJob] = ExtensionPoint("due_jobs")
personal_zones: ExtensionPoint[PersonalZone] = ExtensionPoint("personal_zones")
notification_categories: ExtensionPoint[NotificationCategory] = ExtensionPoint(
    "notification_categories"
)
notification_subjects: ExtensionPoint[NotificationSubject] = ExtensionPoint("notification_subjects")
happenings: ExtensionPoint[Happening] = ExtensionPoint("happenings")
