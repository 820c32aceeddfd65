"""Every address of the community; what a row says stands in ``row.py``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from taggit.models import Tag

from wagtail_social.notifications.feeds.actions import MakeFeedAddress
from wagtail_social.notifications.unsubscribing import token_for

from ..cast import CANARY
from .registry_meetings import MEETING_ROWS
from .row import ANYBODY, AUTHOR, Row
from .row_shapes import alone, of_group, of_talk, sent, slug
from .verbs import Ask


def _insider(ask: Ask) -> list[Any]:
    return [ask.group.slug, ask.insider.pk]


def _who(role: str) -> Callable[[Ask], list[Any]]:
    return lambda ask: [ask.group.slug, ask.cast[role].pk]


def _post(ask: Ask) -> list[Any]:
    return [ask.talk.post.pk]


def _target(ask: Ask) -> list[Any]:
    return ["post", ask.talk.post.pk]


def _comment(name: str) -> Callable[[Ask], list[Any]]:
    return lambda ask: ["post", ask.talk.post.pk, ask.talk.comments[name].pk]


def _tag(ask: Ask) -> list[Any]:
    return [CANARY[ask.group_name]["tag"]]


def _secret(ask: Ask) -> list[Any]:
    tag = Tag.objects.get(slug=CANARY["open"]["tag"])
    return [MakeFeedAddress(actor=ask.cast["employee"], kind="topic", key=tag.pk).execute().token]


def _calendar(ask: Ask) -> list[Any]:
    made = MakeFeedAddress(actor=ask.cast["employee"], kind="meetings").execute()
    return [made.token, "meetings.ics"]


def _address(ask: Ask) -> list[Any]:
    if ask.role in ("anonymous", "deactivated"):
        return [1]
    return [MakeFeedAddress(actor=ask.user, kind="mine").execute().address.pk]


def _webhook(ask: Ask) -> list[Any]:
    return [ask.group.slug, ask.webhook.pk]


def _answer(ask: Ask) -> dict[str, Any]:
    return {"state": "dismissed", "decision": "It is fine."}


def _typed(text: str) -> Callable[[Ask], dict[str, Any]]:
    return lambda ask: {"q": text}


ROWS: tuple[Row, ...] = (
    # Topics
    alone("topics", get=ANYBODY),
    alone("suggest_topics", get=ANYBODY, data=_typed("z")),
    Row("topic", _tag, get="read", sees="can_read"),
    Row("topic_follow", _tag, post="read", sees="can_read"),
    # People
    alone("people", get=ANYBODY, public=("hermit", "department")),
    alone("me", get=ANYBODY, leads=True),
    alone("edit_profile", get=ANYBODY, post=ANYBODY, data=lambda ask: {"job_title": "Pilot"}),
    alone("person", arguments=lambda ask: [ask.cast["member"].pk], get=ANYBODY),
    alone("suggest_colleagues", get=ANYBODY, data=_typed("a")),
    # Groups
    alone("groups", get=ANYBODY),
    alone(
        "group_new",
        get=ANYBODY,
        post=ANYBODY,
        data=lambda ask: {
            "title": "Pumps",
            "purpose": "All about pumps",
            "preset": "open",
            "posting": "members",
        },
    ),
    of_group("group_about", get="know"),
    of_group("group_members", get="members"),
    of_group("group_cover", get="read", kept=True),
    of_group("group_settings", get="edit", post="edit", data=sent("edit")),
    of_group("group_access", get="access", post="access", data=sent("access")),
    of_group("group_archive", post="archive"),
    of_group("group_reopen", post="archive"),
    of_group("group_join", post="join"),
    of_group("group_request", get="request", post="request", data=sent("request")),
    of_group("group_withdraw", post="withdraw"),
    of_group("group_invite", get="invite", post="invite", data=sent("invite")),
    of_group("group_accept", post="accept"),
    of_group("group_decline", post="decline"),
    of_group("group_leave", get="leave", post="leave"),
    of_group("request_accept", _who("requested"), post="let in"),
    of_group("request_decline", _who("requested"), post="let in"),
    of_group("member_role", _insider, get="role", post="role", data=sent("role")),
    of_group("member_hand_over", _insider, get="role", post="role"),
    of_group("member_remove", _insider, get="put out", post="put out"),
    of_group("member_ban", _insider, get="ban", post="ban"),
    of_group("member_lift_ban", _who("banned"), post="ban"),
    of_group("suggest_group_people", get="mention", data=_typed("a")),
    # Conversations
    alone("home", get=ANYBODY),
    alone("write", get=ANYBODY, leads=True),
    of_group("group", get="know"),
    of_group("post_new", get="post", post="post", data=sent("post")),
    of_talk("post", _post, get="read"),
    of_talk(
        "post_edit",
        _post,
        get=AUTHOR,
        post=AUTHOR,
        data=lambda ask: {"title": "New", "kind": "question"},
    ),
    of_talk("post_remove", _post, get="remove", post="remove", data=sent("remove"), author=True),
    of_talk("post_restore", lambda ask: [ask.talk.gone.pk], post="restore"),
    of_talk("post_pin", _post, post="pin"),
    of_talk("post_unpin", _post, post="pin"),
    of_talk(
        "post_answer",
        _post,
        post="remove",
        data=lambda ask: {"comment": ask.talk.comments["reply"].pk},
        author=True,
    ),
    of_talk("post_history", _post, get="remove", author=True),
    of_talk("discussion", _target, get="read", leads=True),
    of_talk("discussion_menu", _target, get="read"),
    of_talk("react", _target, post="react", data=sent("react")),
    of_talk("reactions", _target, get="read"),
    of_talk("call", _target, get="call", post="call", data=sent("call")),
    of_talk("follow_discussion", _target, post="follow", data=sent("follow")),
    of_talk("discussion_state", _target, post="lock", data=sent("lock")),
    of_talk("comments", _target, get="read", post="comment", data=sent("comment"), leads=True),
    of_talk("comment_menu", _comment("comment"), get="read"),
    of_talk(
        "comment_reply",
        _comment("comment"),
        get="comment",
        post="comment",
        data=sent("comment"),
    ),
    of_talk(
        "comment_edit",
        _comment("comment"),
        get=AUTHOR,
        post=AUTHOR,
        data=lambda ask: {"source": "New words."},
    ),
    of_talk(
        "comment_remove",
        _comment("comment"),
        get="remove",
        post="remove",
        data=sent("remove"),
        author=True,
    ),
    of_talk("comment_restore", _comment("removed"), post="restore"),
    of_talk("comment_react", _comment("comment"), post="react", data=sent("react")),
    of_talk("comment_reactions", _comment("comment"), get="read"),
    of_talk("comment_history", _comment("comment"), get="remove", author=True),
    of_talk("comment", lambda ask: [ask.talk.comments["deep"].pk], get="read", leads=True),
    of_talk("suggest_people", _target, get="read", data=_typed("a")),
    # Moderation
    of_talk("report", _target, get="report", post="report", data=sent("report"), author=False),
    of_talk("report_comment", _comment("reply"), get="report", post="report", data=sent("report")),
    alone("reports", get=ANYBODY),
    alone("my_reports", get=ANYBODY),
    of_group(
        "report_answer", lambda ask: [ask.report.pk], get="reports", post="reports", data=_answer
    ),
    of_group("group_reports", get="reports"),
    of_group(
        "report_decide",
        lambda ask: [ask.group.slug, ask.report.pk],
        get="reports",
        post="reports",
        data=_answer,
    ),
    *MEETING_ROWS,
    # Notifications
    alone("notifications", get=ANYBODY),
    alone("notifications_count", get=ANYBODY),
    alone("notifications_read", post=ANYBODY),
    alone(
        "notification_settings",
        get=ANYBODY,
        post=ANYBODY,
        data=lambda ask: {"digest": "never", "digest_hour": "7"},
    ),
    of_talk(
        "group_notifications", slug, get="read", post="read", data=lambda ask: {"level": "own"}
    ),
    of_group("group_webhooks", get="webhooks", post="webhook", data=sent("webhook"), shows=True),
    of_group("webhook_try", _webhook, post="webhook"),
    of_group("webhook_pause", _webhook, post="webhooks"),
    of_group("webhook_resume", _webhook, post="webhooks"),
    of_group("webhook_delete", _webhook, get="webhooks", post="webhooks"),
    alone(
        "unsubscribe",
        arguments=lambda ask: [token_for(ask.cast["member"], "mention")],
        get=ANYBODY,
        post=ANYBODY,
        signed=True,
    ),
    # Of a topic that stands on no post: what feeds tell is swept by tests/notifications.
    alone("feed", arguments=_secret, get=ANYBODY, signed=True),
    alone("feed_without_slash", arguments=_secret, get=ANYBODY, signed=True),
    alone("feed_file", arguments=_calendar, get=ANYBODY, signed=True),
    alone("feed_addresses", get=ANYBODY),
    alone(
        "personal_feed",
        arguments=lambda ask: ["meetings"],
        get=ANYBODY,
        post=ANYBODY,
        shows=True,
    ),
    alone("own_feed", get=ANYBODY, post=ANYBODY, shows=True),
    alone("feed_revoke_all", post=ANYBODY),
    alone("feed_revoke", arguments=_address, post=ANYBODY),
    of_talk("group_feed", slug, get="read", post="read", shows=True, only_open=True),
    Row("topic_feed", _tag, get="read", post="read", sees="can_read", shows=True),
)

#: Answers every address below the prefix that nothing else answers, with a 404.
CATCH_ALL = "nothing"


def by_name() -> dict[str, Row]:
    """Return the rows by the name of the address."""
    return {row.name: row for row in ROWS}


def names_in_the_resolver() -> Iterator[str]:
    """Walk the resolver and return the name of every pattern of ours."""

    def walk(patterns: list[Any]) -> Iterator[str]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns)
            elif isinstance(pattern, URLPattern):
                yield str(pattern.name)

    for resolver in get_resolver().url_patterns:
        if isinstance(resolver, URLResolver) and resolver.namespace == "wagtail_social":
            yield from walk(resolver.url_patterns)
