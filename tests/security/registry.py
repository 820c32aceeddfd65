"""Every address of the community; what a row says stands in ``row.py``."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from taggit.models import Tag

from wagtail_social.meetings.models import Meeting, MeetingState
from wagtail_social.notifications.feeds.actions import MakeFeedAddress
from wagtail_social.notifications.unsubscribing import token_for

from ..cast import CANARY
from ..cast_minutes import at_stage
from ..meetings.files import PDF, Again
from ..meetings.sequel import date_at, repeating
from .row import ANYBODY, AUTHOR, Row
from .verbs import ADDRESSES, Ask, planned, sitting


def _nothing(ask: Ask) -> list[Any]:
    return []


def _slug(ask: Ask) -> list[Any]:
    return [ask.group.slug]


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


def _meeting(ask: Ask) -> list[Any]:
    return [ask.meet.meeting.pk]


def _guest(ask: Ask) -> list[Any]:
    return [ask.meet.meeting.pk, ask.insider.pk]


def _webhook(ask: Ask) -> list[Any]:
    return [ask.group.slug, ask.webhook.pk]


def _answer(ask: Ask) -> dict[str, Any]:
    return {"state": "dismissed", "decision": "It is fine."}


def _typed(text: str) -> Callable[[Ask], dict[str, Any]]:
    return lambda ask: {"q": text}


def _alone(name: str, **options: Any) -> Row:
    return Row(name, options.pop("arguments", _nothing), alone=True, **options)


def _group(name: str, arguments: Callable[[Ask], list[Any]] = _slug, **options: Any) -> Row:
    return Row(name, arguments, **options)


def _talk(name: str, arguments: Callable[[Ask], list[Any]], **options: Any) -> Row:
    return Row(name, arguments, sees="can_read", **options)


def _item(name: str = "item") -> Callable[[Ask], list[Any]]:
    return lambda ask: [ask.meet.meeting.pk, getattr(ask.meet, name).pk]


def _paper(*more: Any) -> Callable[[Ask], list[Any]]:
    return lambda ask: [ask.meet.meeting.pk, ask.meet.paper.pk, *more]


def _taken_on(ask: Ask) -> list[Any]:
    return [ask.meet.action.pk]


def _draft(ask: Ask) -> list[Any]:
    """Return a meeting of the group that is a draft."""
    Meeting.objects.filter(pk=ask.meet.meeting.pk).update(state=MeetingState.DRAFT)
    return _meeting(ask)


def _row(name: str) -> Callable[[Ask], list[Any]]:
    """Return what was written down at a meeting of the group that sits."""
    return lambda ask: [*sitting(ask), getattr(ask.meet, name).pk]


def _repeating(ask: Ask) -> list[Any]:
    """Return a meeting of the group that comes back every week."""
    return [repeating(ask.meet.meeting).pk]


def _date(ask: Ask) -> list[Any]:
    """Return a meeting of the group, and a date that is proposed there for the next one."""
    meeting = ask.meet.meeting
    return [meeting.pk, date_at(meeting).pk]


def _vote(ask: Ask) -> dict[str, Any]:
    return {f"date_{date_at(ask.meet.meeting).pk}": "yes"}


def _dates(ask: Ask) -> dict[str, Any]:
    day = {"day_1": "2031-07-01", "starts_1": "10:00"}
    return day | {"length": "60", "time_zone": "Europe/Amsterdam"}


def _rhythm(ask: Ask) -> dict[str, Any]:
    return {"rhythm": "weekly", "begin": "open"}


def _held(state: str, *more: Any, correcting: bool = False) -> Callable[[Ask], list[Any]]:
    """Return the meeting of the group with minutes, in this state; ``more`` are further keys."""

    def arguments(ask: Ask) -> list[Any]:
        at_stage(ask.meet.held, state, correcting=correcting)
        return [ask.meet.held.pk, *(key(ask) if callable(key) else key for key in more)]

    return arguments


def _until(ask: Ask) -> dict[str, Any]:
    return {"until": (timezone.now() + datetime.timedelta(days=5)).date().isoformat()}


def _file(ask: Ask) -> dict[str, Any]:
    return {"file": Again(PDF, "paper.pdf")}


def _words(ask: Ask) -> dict[str, Any]:
    return {"title": "Rosters", "purpose": "decide"}


def _outcome(ask: Ask) -> dict[str, Any]:
    return {"item": ask.meet.item.pk, "kind": "information", "text": "It rains."}


def _action(ask: Ask) -> dict[str, Any]:
    return {
        "item": ask.meet.item.pk,
        "text": "Oil it",
        "owner": "@moderator",
        "due_on": "2031-05-06",
    }


def _sent(verb: str) -> Callable[[Ask], dict[str, Any]]:
    return ADDRESSES[verb].data


ROWS: tuple[Row, ...] = (
    # Topics
    _alone("topics", get=ANYBODY),
    _alone("suggest_topics", get=ANYBODY, data=_typed("z")),
    Row("topic", _tag, get="read", sees="can_read"),
    Row("topic_follow", _tag, post="read", sees="can_read"),
    # People
    _alone("people", get=ANYBODY, public=("hermit", "department")),
    _alone("me", get=ANYBODY, leads=True),
    _alone("edit_profile", get=ANYBODY, post=ANYBODY, data=lambda ask: {"job_title": "Pilot"}),
    _alone("person", arguments=lambda ask: [ask.cast["member"].pk], get=ANYBODY),
    _alone("suggest_colleagues", get=ANYBODY, data=_typed("a")),
    # Groups
    _alone("groups", get=ANYBODY),
    _alone(
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
    _group("group_about", get="know"),
    _group("group_members", get="members"),
    _group("group_cover", get="read", kept=True),
    _group("group_settings", get="edit", post="edit", data=_sent("edit")),
    _group("group_access", get="access", post="access", data=_sent("access")),
    _group("group_archive", post="archive"),
    _group("group_reopen", post="archive"),
    _group("group_join", post="join"),
    _group("group_request", get="request", post="request", data=_sent("request")),
    _group("group_withdraw", post="withdraw"),
    _group("group_invite", get="invite", post="invite", data=_sent("invite")),
    _group("group_accept", post="accept"),
    _group("group_decline", post="decline"),
    _group("group_leave", get="leave", post="leave"),
    _group("request_accept", _who("requested"), post="let in"),
    _group("request_decline", _who("requested"), post="let in"),
    _group("member_role", _insider, get="role", post="role", data=_sent("role")),
    _group("member_hand_over", _insider, get="role", post="role"),
    _group("member_remove", _insider, get="put out", post="put out"),
    _group("member_ban", _insider, get="ban", post="ban"),
    _group("member_lift_ban", _who("banned"), post="ban"),
    _group("suggest_group_people", get="mention", data=_typed("a")),
    # Conversations
    _alone("home", get=ANYBODY),
    _alone("write", get=ANYBODY, leads=True),
    _group("group", get="know"),
    _group("post_new", get="post", post="post", data=_sent("post")),
    _talk("post", _post, get="read"),
    _talk(
        "post_edit",
        _post,
        get=AUTHOR,
        post=AUTHOR,
        data=lambda ask: {"title": "New", "kind": "question"},
    ),
    _talk("post_remove", _post, get="remove", post="remove", data=_sent("remove"), author=True),
    _talk("post_restore", lambda ask: [ask.talk.gone.pk], post="restore"),
    _talk("post_pin", _post, post="pin"),
    _talk("post_unpin", _post, post="pin"),
    _talk(
        "post_answer",
        _post,
        post="remove",
        data=lambda ask: {"comment": ask.talk.comments["reply"].pk},
        author=True,
    ),
    _talk("post_history", _post, get="remove", author=True),
    _talk("discussion", _target, get="read", leads=True),
    _talk("discussion_menu", _target, get="read"),
    _talk("react", _target, post="react", data=_sent("react")),
    _talk("reactions", _target, get="read"),
    _talk("call", _target, get="call", post="call", data=_sent("call")),
    _talk("follow_discussion", _target, post="follow", data=_sent("follow")),
    _talk("discussion_state", _target, post="lock", data=_sent("lock")),
    _talk("comments", _target, get="read", post="comment", data=_sent("comment"), leads=True),
    _talk("comment_menu", _comment("comment"), get="read"),
    _talk(
        "comment_reply",
        _comment("comment"),
        get="comment",
        post="comment",
        data=_sent("comment"),
    ),
    _talk(
        "comment_edit",
        _comment("comment"),
        get=AUTHOR,
        post=AUTHOR,
        data=lambda ask: {"source": "New words."},
    ),
    _talk(
        "comment_remove",
        _comment("comment"),
        get="remove",
        post="remove",
        data=_sent("remove"),
        author=True,
    ),
    _talk("comment_restore", _comment("removed"), post="restore"),
    _talk("comment_react", _comment("comment"), post="react", data=_sent("react")),
    _talk("comment_reactions", _comment("comment"), get="read"),
    _talk("comment_history", _comment("comment"), get="remove", author=True),
    _talk("comment", lambda ask: [ask.talk.comments["deep"].pk], get="read", leads=True),
    _talk("suggest_people", _target, get="read", data=_typed("a")),
    # Meetings: who comes
    _talk("meeting_people", _meeting, get="read"),
    _talk("meeting_answer", _meeting, get="attend", post="attend", data=_sent("attend")),
    _talk("meeting_invite", _meeting, get="convene", post="convene", data=_sent("convene")),
    _talk("meeting_invite_group", _meeting, get="convene", post="convene"),
    _talk(
        "meeting_duty",
        _guest,
        get="convene",
        post="convene",
        data=lambda ask: {"duty": "minutes"},
    ),
    _talk("meeting_withdraw", _guest, get="convene", post="convene"),
    # Moderation
    _talk("report", _target, get="report", post="report", data=_sent("report"), author=False),
    _talk("report_comment", _comment("reply"), get="report", post="report", data=_sent("report")),
    _alone("reports", get=ANYBODY),
    _alone("my_reports", get=ANYBODY),
    _group(
        "report_answer", lambda ask: [ask.report.pk], get="reports", post="reports", data=_answer
    ),
    _group("group_reports", get="reports"),
    _group(
        "report_decide",
        lambda ask: [ask.group.slug, ask.report.pk],
        get="reports",
        post="reports",
        data=_answer,
    ),
    # Meetings
    _alone("meetings", get=ANYBODY),
    _alone("meeting_new", get=ANYBODY, post=ANYBODY, data=planned),
    _group("group_meetings", get="members"),
    _group("group_meeting_new", get="plan", post="plan", data=planned),
    _talk("meeting", _meeting, get="read"),
    _talk("meeting_calendar", _meeting, get="read"),
    _talk("meeting_edit", _meeting, get="organise", post="organise", data=planned),
    _talk("meeting_open", _draft, get="organise", post="organise"),
    _talk("meeting_start", _meeting, get="organise", post="organise"),
    _talk("meeting_cancel", _meeting, get="organise", post="organise"),
    _talk("meeting_delete", _draft, get="organise", post="organise"),
    # Minutes
    _talk("meeting_session", sitting, get="minutes"),
    _talk(
        "meeting_presence",
        sitting,
        post="minutes",
        data=lambda ask: {f"attended-{ask.insider.pk}": "yes"},
    ),
    _talk(
        "meeting_walk_in",
        sitting,
        get="minutes",
        post="minutes",
        data=lambda ask: {"people": "@moderator"},
    ),
    _talk("meeting_note", sitting, post="minutes", data=_sent("minutes")),
    _talk("meeting_outcome_new", sitting, get="minutes", post="minutes", data=_outcome),
    _talk("meeting_outcome_edit", _row("outcome"), get="minutes", post="minutes", data=_outcome),
    _talk("meeting_outcome_remove", _row("outcome"), get="minutes", post="minutes"),
    _talk("meeting_action_new", sitting, get="minutes", post="minutes", data=_action),
    _talk("meeting_action_edit", _row("task"), get="minutes", post="minutes", data=_action),
    _talk("meeting_action_remove", _row("task"), get="minutes", post="minutes"),
    # Agendas and documents
    _talk("agenda_item", _item(), get="read"),
    _talk("agenda_item_new", _meeting, get="organise", post="organise", data=_words),
    _talk("agenda_propose", _meeting, get="propose", post="propose", data=_sent("propose")),
    _talk("agenda_item_edit", _item(), get="organise", post="organise", data=_words),
    _talk("agenda_item_move", _item(), post="organise", data=lambda ask: {"direction": "up"}),
    _talk("agenda_item_drop", _item(), post="organise"),
    _talk("agenda_item_restore", _item(), post="organise"),
    _talk("agenda_item_take", _item("proposal"), post="organise"),
    _talk("agenda_item_decline", _item("proposal"), post="organise"),
    _talk("agenda_item_document_new", _item(), get="organise", post="organise", data=_file),
    _talk("meeting_document_new", _meeting, get="organise", post="organise", data=_file),
    _talk("meeting_document", _paper(1), get="read"),
    _talk("meeting_document_replace", _paper(), get="organise", post="organise", data=_file),
    _talk("meeting_document_rename", _paper(), get="organise", post="organise", data=_words),
    _talk("meeting_document_remove", _paper(), get="organise", post="organise"),
    # Action items
    _alone("my_actions", get=ANYBODY),
    _group("group_actions", get="members"),
    _talk("action_item", _taken_on, get="read"),
    _talk(
        "action_item_update",
        _taken_on,
        get="progress",
        post="progress",
        data=_sent("progress"),
        author=True,
    ),
    _talk(
        "action_item_due",
        _taken_on,
        get="progress",
        post="progress",
        data=lambda ask: {"due_on": "2031-05-06"},
    ),
    _talk(
        "action_item_owner",
        _taken_on,
        get="progress",
        post="progress",
        data=lambda ask: {"owner": "@moderator"},
        author=True,
    ),
    # What follows a meeting
    _talk("meeting_next", _meeting, get="organise", post="organise", data=planned),
    _talk("meeting_series", _repeating, get="read"),
    _talk("meeting_repeat", _meeting, get="organise", post="organise", data=_rhythm),
    _talk("meeting_series_more", _repeating, post="organise", data=lambda ask: {"made": "0"}),
    _talk("meeting_series_stop", _repeating, get="organise", post="organise"),
    _talk("meeting_dates", lambda ask: _date(ask)[:1], get="read", post="attend", data=_vote),
    _talk("meeting_dates_new", _meeting, get="organise", post="organise", data=_dates),
    _talk("meeting_date_withdraw", _date, get="organise", post="organise"),
    _talk("meeting_date_choose", _date, post="organise"),
    # Minutes
    _talk("meeting_minutes", _held("approved"), get="read"),
    _talk("meeting_minutes_version", _held("closed", 1), get="read"),
    _talk("meeting_minutes_text", _held("approved"), get="read"),
    _talk("meeting_draft", _held("in_session"), get="organise", post="organise", data=_until),
    _talk("meeting_approve", _held("drafted"), get="organise", post="organise"),
    _talk("meeting_close", _held("approved"), get="organise", post="organise"),
    _talk("meeting_correct", _held("approved"), get="organise", post="organise"),
    _talk(
        "meeting_correction",
        _held("approved", correcting=True),
        get="organise",
        post="organise",
        data=lambda ask: {"reason": "Not so."},
    ),
    _talk("meeting_correction_end", _held("approved", correcting=True), post="organise"),
    _talk(
        "meeting_remark",
        _held("drafted"),
        get="attend",
        post="attend",
        data=lambda ask: {"text": "Not so."},
    ),
    _talk(
        "meeting_remark_answer",
        _held("drafted", lambda ask: ask.meet.remark.pk),
        get="organise",
        post="organise",
        data=lambda ask: {"outcome": "changed", "answer": "So be it."},
    ),
    _group("group_decisions", get="members"),
    # Notifications
    _alone("notifications", get=ANYBODY),
    _alone("notifications_count", get=ANYBODY),
    _alone("notifications_read", post=ANYBODY),
    _alone(
        "notification_settings",
        get=ANYBODY,
        post=ANYBODY,
        data=lambda ask: {"digest": "never", "digest_hour": "7"},
    ),
    _talk("group_notifications", _slug, get="read", post="read", data=lambda ask: {"level": "own"}),
    _group("group_webhooks", get="webhooks", post="webhook", data=_sent("webhook"), shows=True),
    _group("webhook_try", _webhook, post="webhook"),
    _group("webhook_pause", _webhook, post="webhooks"),
    _group("webhook_resume", _webhook, post="webhooks"),
    _group("webhook_delete", _webhook, get="webhooks", post="webhooks"),
    _alone(
        "unsubscribe",
        arguments=lambda ask: [token_for(ask.cast["member"], "mention")],
        get=ANYBODY,
        post=ANYBODY,
        signed=True,
    ),
    # Of a topic that stands on no post: what feeds tell is swept by tests/notifications.
    _alone("feed", arguments=_secret, get=ANYBODY, signed=True),
    _alone("feed_without_slash", arguments=_secret, get=ANYBODY, signed=True),
    _alone("feed_file", arguments=_calendar, get=ANYBODY, signed=True),
    _alone("feed_addresses", get=ANYBODY),
    _alone(
        "personal_feed",
        arguments=lambda ask: ["meetings"],
        get=ANYBODY,
        post=ANYBODY,
        shows=True,
    ),
    _alone("own_feed", get=ANYBODY, post=ANYBODY, shows=True),
    _alone("feed_revoke_all", post=ANYBODY),
    _alone("feed_revoke", arguments=_address, post=ANYBODY),
    _talk("group_feed", _slug, get="read", post="read", shows=True, only_open=True),
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
