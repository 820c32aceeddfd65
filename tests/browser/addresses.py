"""Every page a browser can open: one row for each way its address looks to somebody.

Each address of the registry (``tests/security/registry.py``) that answers GET stands either in
``PAGES`` or in ``NO_PAGES``; a test fails for one that stands in neither.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from wagtail_social.notifications.unsubscribing import token_for

NAMESPACE = "wagtail_social"

#: Builds the arguments of an address from the cast.
Arguments = Callable[[Any], list[Any]]


@dataclass(frozen=True)
class Page:
    """An address as one person meets it. ``status`` is the code of the page."""

    name: str
    role: str
    arguments: Arguments = field(default=lambda cast: [])
    query: str = ""
    status: int = 200
    about: str = ""

    def path(self, cast: Any) -> str:
        """Return the address."""
        return reverse(f"{NAMESPACE}:{self.name}", args=self.arguments(cast)) + self.query

    def __str__(self) -> str:
        return "-".join(filter(None, [self.name, self.role, self.about]))


def group(kind: str) -> Arguments:
    """Return the slug of a group."""
    return lambda cast: [cast.groups[kind].slug]


def member_of(kind: str, role: str) -> Arguments:
    """Return a group and one of its people."""
    return lambda cast: [cast.groups[kind].slug, cast[role].pk]


def post(kind: str, which: str = "post") -> Arguments:
    """Return a post of a group."""
    return lambda cast: [getattr(cast.talks[kind], which).pk]


def talk(kind: str) -> Arguments:
    """Return the discussion of a group's post."""
    return lambda cast: ["post", cast.talks[kind].post.pk]


def comment(kind: str, which: str = "comment") -> Arguments:
    """Return a comment in its discussion."""
    return lambda cast: [
        "post",
        cast.talks[kind].post.pk,
        cast.talks[kind].comments[which].pk,
    ]


def news(cast: Any) -> list[Any]:
    """Return the discussion of a page of the host."""
    from wagtail.models import Page as HostPage

    return ["page", HostPage.objects.get(slug="launch").pk]


def report(kind: str) -> Arguments:
    """Return a group and the report filed in it."""
    return lambda cast: [cast.groups[kind].slug, cast._ids["talks"][kind]["report"]]


def webhook(kind: str) -> Arguments:
    """Return a group and its webhook."""
    from wagtail_social.notifications.models import Webhook

    return lambda cast: [
        cast.groups[kind].slug,
        Webhook.objects.get(group=cast.groups[kind]).pk,
    ]


def meeting(kind: str) -> Arguments:
    """Return the meeting of a group."""
    return lambda cast: [cast.meetings[kind].meeting.pk]


def meeting_draft(cast: Any) -> list[Any]:
    """Return the meeting of the open group while it is a draft."""
    from wagtail_social.meetings.models import Meeting

    pk = cast.meetings["open"].meeting.pk
    Meeting.objects.filter(pk=pk).update(state="draft")
    return [pk]


def session(kind: str, which: str = "") -> Arguments:
    """Return the meeting of a group while it is in session, and a row of its minutes."""

    def arguments(cast: Any) -> list[Any]:
        from wagtail_social.meetings.models import Meeting

        meet = cast.meetings[kind]
        Meeting.objects.filter(pk=meet.meeting.pk).update(state="in_session")
        return [meet.meeting.pk, *([getattr(meet, which).pk] if which else [])]

    return arguments


def agenda(kind: str, which: str = "") -> Arguments:
    """Return the meeting of a group, and an item of it."""

    def arguments(cast: Any) -> list[Any]:
        meet = cast.meetings[kind]
        return [meet.meeting.pk, *([getattr(meet, which).pk] if which else [])]

    return arguments


def action(kind: str) -> Arguments:
    """Return the action item of a group."""
    return lambda cast: [cast.meetings[kind].action.pk]


def held(kind: str, state: str, *more: str, correcting: bool = False) -> Arguments:
    """Return the meeting of a group with minutes, at this stage; ``more`` names further keys."""

    def arguments(cast: Any) -> list[Any]:
        from ..cast_minutes import at_stage

        meet = cast.meetings[kind]
        at_stage(meet.held, state, correcting=correcting)
        return [meet.held.pk, *(getattr(meet, name).pk for name in more)]

    return arguments


def guest(kind: str, role: str) -> Arguments:
    """Return the meeting of a group and somebody who is invited."""
    return lambda cast: [cast.meetings[kind].meeting.pk, cast[role].pk]


def dated(kind: str, which: str = "") -> Arguments:
    """Return the meeting of a group with a date proposed for the next one, and that date."""

    def arguments(cast: Any) -> list[Any]:
        from ..meetings.sequel import date_at

        meeting = cast.meetings[kind].meeting
        proposal = date_at(meeting)
        return [meeting.pk, *([proposal.pk] if which else [])]

    return arguments


def repeated(kind: str) -> Arguments:
    """Return the meeting of a group, which comes back every week and has one behind it."""

    def arguments(cast: Any) -> list[Any]:
        from ..meetings.sequel import behind, repeating

        meeting = repeating(cast.meetings[kind].meeting)
        behind(meeting)
        return [meeting.pk]

    return arguments


PAGES = (
    Page("home", "member"),
    Page("home", "member", query="?order=newest", about="newest"),
    Page("home", "member", query="?show=unanswered", about="unanswered"),
    Page("home", "member", query="?show=following", about="following"),
    Page("write", "member"),
    Page("write", "member", query="?group=none-such", status=404, about="unknown group"),
    Page("topics", "member"),
    Page("topic", "author", lambda cast: ["zqopentopic"]),
    Page("people", "member"),
    Page("people", "member", query="?q=nobody-of-this-name", about="nothing found"),
    Page("person", "member", lambda cast: [cast["author"].pk]),
    Page("person", "author", lambda cast: [cast["author"].pk], about="own"),
    Page("edit_profile", "member"),
    Page("groups", "member"),
    Page("groups", "member", query="?q=no-group-of-this-name", about="nothing found"),
    Page("group_new", "employee"),
    Page("group", "employee", group("open"), about="open"),
    Page("group", "manager", group("open"), about="open"),
    Page("group", "member", group("secret"), about="secret"),
    Page("group", "employee", group("closed"), about="closed, outside"),
    Page("group", "requested", group("closed"), about="asked"),
    Page("group", "invited", group("secret"), about="invited"),
    Page("group", "banned", group("open"), about="banned"),
    Page("group", "employee", group("everyone"), about="everyone"),
    Page("group", "manager", group("archived"), about="archived"),
    Page("group_about", "member", group("closed")),
    Page("group_about", "employee", group("closed"), about="closed, outside"),
    Page("group_members", "member", group("open")),
    Page("group_members", "manager", group("closed")),
    Page("group_settings", "manager", group("closed")),
    Page("group_access", "manager", group("closed")),
    Page("group_invite", "manager", group("secret")),
    Page("group_request", "employee", group("closed")),
    Page("member_role", "manager", member_of("open", "member")),
    Page("member_hand_over", "manager", member_of("open", "member")),
    Page("member_remove", "manager", member_of("open", "member")),
    Page("member_ban", "manager", member_of("open", "member")),
    Page("group_leave", "member", group("open")),
    Page("group_leave", "manager", group("open"), about="manager"),
    Page("post_new", "member", group("open")),
    Page("post", "member", post("open")),
    Page("post", "author", post("open")),
    Page("post", "moderator", post("closed")),
    Page("post", "employee", post("open"), about="reads only"),
    Page("post", "moderator", post("open", "gone"), about="removed"),
    Page("post", "member", post("archived"), about="archived"),
    Page("post_edit", "author", post("open")),
    Page("post_remove", "moderator", post("open")),
    Page("post_remove", "author", post("open"), about="own"),
    Page("post_history", "author", post("open")),
    Page("discussion", "member", news, about="of a page"),
    Page("call", "member", talk("open")),
    Page("call", "member", news, about="of a page"),
    Page("discussion_menu", "moderator", talk("open")),
    Page("reactions", "member", talk("open")),
    Page("comments", "member", talk("open")),
    Page("comment_menu", "moderator", comment("open")),
    Page("comment_reply", "member", comment("open")),
    Page("comment_edit", "author", comment("open")),
    Page("comment_remove", "moderator", comment("open")),
    Page("comment_history", "moderator", comment("open")),
    Page("comment_reactions", "member", comment("open")),
    Page("comment", "member", lambda cast: [cast.talks["open"].comments["deep"].pk]),
    Page("meeting_people", "member", meeting("open")),
    Page("meeting_people", "manager", meeting("closed"), about="organiser"),
    Page("meeting_people", "member", meeting("open"), query="?show=yes", about="nobody"),
    Page("meeting_answer", "member", meeting("open")),
    Page("meeting_invite", "manager", meeting("secret")),
    Page("meeting_invite_group", "manager", meeting("open")),
    Page("meeting_duty", "manager", guest("open", "member")),
    Page("meeting_withdraw", "manager", guest("open", "member")),
    Page("report", "member", talk("open")),
    Page("report_comment", "member", comment("open")),
    Page("reports", "moderator"),
    Page("my_reports", "member"),
    Page("my_reports", "hermit_open", about="one"),
    Page("report_answer", "moderator", lambda cast: [cast._ids["talks"]["open"]["report"]]),
    Page("group_reports", "moderator", group("open")),
    Page("report_decide", "moderator", report("open")),
    Page("meetings", "author"),
    Page("meeting_new", "employee"),
    Page("group_meetings", "manager", group("open")),
    Page("group_meetings", "member", group("secret"), about="secret"),
    Page("group_meeting_new", "manager", group("closed")),
    Page("meeting", "author", meeting("open")),
    Page("meeting", "manager", meeting("closed"), about="organiser"),
    Page("meeting", "manager", meeting_draft, about="draft"),
    Page("meeting_edit", "manager", meeting("open")),
    Page("meeting_open", "manager", meeting_draft),
    Page("meeting_start", "manager", meeting("open")),
    Page("meeting_cancel", "manager", meeting("open")),
    Page("meeting_delete", "manager", meeting_draft),
    Page("meeting_session", "manager", session("closed")),
    Page("meeting_walk_in", "manager", session("open")),
    Page("meeting_outcome_new", "manager", session("open")),
    Page("meeting_outcome_edit", "manager", session("open", "outcome")),
    Page("meeting_outcome_remove", "manager", session("open", "outcome")),
    Page("meeting_action_new", "manager", session("open")),
    Page("meeting_action_edit", "manager", session("open", "task")),
    Page("meeting_action_remove", "manager", session("open", "task")),
    Page("agenda_item", "member", agenda("closed", "item")),
    Page("agenda_item", "manager", agenda("open", "proposal"), about="proposed"),
    Page("agenda_item_new", "manager", agenda("closed")),
    Page("agenda_propose", "member", agenda("closed")),
    Page("agenda_item_edit", "manager", agenda("open", "item")),
    Page("agenda_item_document_new", "manager", agenda("open", "item")),
    Page("meeting_document_new", "manager", agenda("open")),
    Page("meeting_document_replace", "manager", agenda("open", "paper")),
    Page("meeting_document_rename", "manager", agenda("open", "paper")),
    Page("meeting_document_remove", "manager", agenda("open", "paper")),
    Page("my_actions", "author"),
    Page("my_actions", "author", query="?show=done", about="done"),
    Page("group_actions", "member", group("open")),
    Page("group_actions", "member", group("closed"), query="?show=overdue", about="overdue"),
    Page("action_item", "member", action("closed")),
    Page("action_item", "author", action("open"), about="own"),
    Page("action_item_update", "author", action("open")),
    Page("action_item_due", "manager", action("open")),
    Page("action_item_owner", "manager", action("secret")),
    Page("meeting_next", "manager", meeting("closed")),
    Page("meeting_next", "manager", repeated("closed"), about="planned already"),
    Page("meeting", "member", repeated("open"), about="in a series"),
    Page("meeting", "member", dated("open"), about="dates proposed"),
    Page("meeting_series", "manager", meeting("open"), about="alone"),
    Page("meeting_series", "manager", repeated("closed")),
    Page("meeting_repeat", "manager", meeting("closed")),
    Page("meeting_series_stop", "manager", repeated("open")),
    Page("meeting_dates", "manager", meeting("open"), about="none"),
    Page("meeting_dates", "member", dated("open")),
    Page("meeting_dates", "manager", dated("closed"), about="organiser"),
    Page("meeting_dates_new", "manager", meeting("open")),
    Page("meeting_date_withdraw", "manager", dated("open", "date")),
    Page("meeting_minutes", "author", held("open", "approved")),
    Page("meeting_minutes", "member", held("closed", "drafted"), about="draft"),
    Page("meeting_minutes", "manager", held("open", "drafted"), about="organiser"),
    Page(
        "meeting_minutes",
        "manager",
        held("open", "approved", correcting=True),
        about="correcting",
    ),
    Page("meeting_minutes_version", "member", lambda cast: [cast.meetings["open"].held.pk, 1]),
    Page("meeting", "member", held("open", "closed"), about="held"),
    Page("meeting_draft", "manager", held("open", "in_session")),
    Page("meeting_approve", "manager", held("open", "drafted")),
    Page("meeting_close", "manager", held("open", "approved")),
    Page("meeting_correct", "manager", held("open", "approved")),
    Page("meeting_correction", "manager", held("open", "approved", correcting=True)),
    Page("meeting_remark", "member", held("closed", "drafted")),
    Page("meeting_remark_answer", "manager", held("open", "drafted", "remark")),
    Page("group_decisions", "member", group("closed")),
    Page("group_decisions", "member", group("open"), query="?q=none-such", about="not found"),
    Page("notifications", "member"),
    Page("notification_settings", "member"),
    Page("group_webhooks", "manager", group("closed")),
    Page("group_webhooks", "manager", group("secret"), about="silent"),
    Page("webhook_delete", "manager", webhook("open")),
    Page("group_notifications", "member", group("secret")),
    Page("group_notifications", "member", group("open"), query="?joined=1", about="joined"),
    Page("feed_addresses", "member"),
    Page("own_feed", "member"),
    Page("personal_feed", "member", lambda cast: ["meetings"]),
    Page("group_feed", "employee", group("open")),
    Page("group_feed", "member", group("secret"), about="none"),
    Page("topic_feed", "member", lambda cast: ["zqopentopic"]),
    Page("unsubscribe", "anonymous", lambda cast: [token_for(cast["member"], "mention")]),
    Page("home", "anonymous", about="sign in"),
    Page("group", "employee", group("secret"), status=404, about="nothing here"),
)

#: Addresses that answer GET with something else than a page, and what that is.
NO_PAGES: Mapping[str, str] = {
    "me": "leads to one's own profile",
    "group_cover": "a picture",
    "meeting_document": "a file",
    "meeting_minutes_text": "a file",
    "suggest_topics": "JSON",
    "suggest_colleagues": "JSON",
    "suggest_people": "JSON",
    "suggest_group_people": "JSON",
    "notifications_count": "JSON",
    "feed": "Atom",
    "feed_without_slash": "Atom",
    "feed_file": "a calendar",
    "meeting_calendar": "a calendar",
}


def _own(cast: Any) -> list[Any]:
    """Return the slug of the group that nobody has written in yet."""
    return [cast.groups["empty"].slug]


#: Pages of a community on its first day: one colleague, one group, no word said.
EMPTY_PAGES = (
    Page("home", "newcomer"),
    Page("home", "newcomer", query="?show=following", about="following"),
    Page("write", "newcomer"),
    Page("topics", "newcomer"),
    Page("people", "newcomer"),
    Page("person", "newcomer", lambda cast: [cast["newcomer"].pk]),
    Page("groups", "newcomer"),
    Page("group", "founder", _own),
    Page("group_about", "founder", _own),
    Page("group_members", "founder", _own),
    Page("group_reports", "founder", _own),
    Page("reports", "founder"),
    Page("my_reports", "newcomer"),
    Page("meetings", "newcomer"),
    Page("my_actions", "newcomer"),
    Page("group_actions", "founder", _own),
    Page("group_meetings", "founder", _own),
    Page("group_decisions", "founder", _own),
)


@dataclass(frozen=True)
class Wrong:
    """A form filled in wrongly."""

    page: Page
    button: str
    typed: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.page.name


ERRORS = (
    Wrong(Page("post_new", "member", group("open")), "Post", {"Title": "", "Text": ""}),
    Wrong(Page("post_edit", "author", post("open")), "Save", {"Title": "", "Text": " "}),
    Wrong(Page("post_remove", "moderator", post("open")), "Remove", {"Why?": ""}),
    Wrong(Page("post", "member", post("open")), "Comment", {"Your comment": " "}),
    Wrong(Page("comment_reply", "member", comment("open")), "Reply", {"Your reply": ""}),
    Wrong(Page("comment_edit", "author", comment("open")), "Save", {"Your comment": ""}),
    Wrong(Page("comment_remove", "moderator", comment("open")), "Remove", {"Why?": ""}),
    Wrong(Page("group_new", "employee"), "Open the group", {"Name": "", "What is it for?": ""}),
    Wrong(Page("group_settings", "manager", group("closed")), "Save", {"Name": ""}),
    Wrong(Page("group_invite", "manager", group("closed")), "Invite", {"Colleagues": "@nobody"}),
    Wrong(Page("group_webhooks", "manager", group("closed")), "Add", {"Address": ""}),
    Wrong(Page("meeting_invite", "manager", meeting("open")), "Invite", {"Colleagues": "@nobody"}),
    Wrong(Page("call", "member", talk("open")), "Ask", {"Colleagues": "@nobody"}),
    Wrong(Page("notification_settings", "member"), "Save", {"Quiet from": "22:00"}),
    Wrong(Page("meeting_new", "employee"), "Plan the meeting", {"Title": ""}),
    Wrong(Page("meeting_edit", "manager", meeting("open")), "Save", {"Title": ""}),
    Wrong(Page("agenda_propose", "member", agenda("closed")), "Save", {"Title": " "}),
    Wrong(
        Page("agenda_item_new", "manager", agenda("closed")), "Save", {"Presented by": "@nobody"}
    ),
    Wrong(
        Page("action_item_owner", "manager", action("open")),
        "Save",
        {"Who does it from now on?": "@nobody"},
    ),
    Wrong(Page("meeting_document_new", "manager", agenda("open")), "Save"),
    Wrong(Page("meeting_outcome_new", "manager", session("open")), "Save"),
    Wrong(Page("meeting_action_new", "manager", session("open")), "Save", {"Who does it": "@x"}),
    Wrong(Page("meeting_next", "manager", meeting("open")), "Plan the meeting", {"Title": ""}),
    Wrong(Page("meeting_dates_new", "manager", meeting("open")), "Propose", {"Minutes": "0"}),
    Wrong(Page("meeting_repeat", "manager", meeting("open")), "Make the meetings"),
    Wrong(
        Page("meeting_remark", "member", held("closed", "drafted")), "Send", {"Your remark": " "}
    ),
    Wrong(Page("edit_profile", "member"), "Save", {"Languages I read": "Esperantoish"}),
    Wrong(Page("report", "member", talk("open")), "Send the report"),
    Wrong(Page("report_decide", "moderator", report("open")), "Mark as done"),
)
