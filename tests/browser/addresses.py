"""Every page a browser can open: one row for each way its address looks to somebody.

Each address of the registry (``tests/security/registry.py``) that answers GET stands either in
``PAGES`` or in ``NO_PAGES``; a test fails for one that stands in neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wagtail_social.notifications.unsubscribing import token_for

from .addresses_meetings import MEETING_ERRORS, MEETING_PAGES
from .page import Arguments, Page, Wrong, group


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
    Page("report", "member", talk("open")),
    Page("report_comment", "member", comment("open")),
    Page("reports", "moderator"),
    Page("my_reports", "member"),
    Page("my_reports", "hermit_open", about="one"),
    Page("report_answer", "moderator", lambda cast: [cast._ids["talks"]["open"]["report"]]),
    Page("group_reports", "moderator", group("open")),
    Page("report_decide", "moderator", report("open")),
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
    *MEETING_PAGES,
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
    Wrong(Page("call", "member", talk("open")), "Ask", {"Colleagues": "@nobody"}),
    Wrong(Page("notification_settings", "member"), "Save", {"Quiet from": "22:00"}),
    Wrong(Page("edit_profile", "member"), "Save", {"Languages I read": "Esperantoish"}),
    Wrong(Page("report", "member", talk("open")), "Send the report"),
    Wrong(Page("report_decide", "moderator", report("open")), "Mark as done"),
    *MEETING_ERRORS,
)
