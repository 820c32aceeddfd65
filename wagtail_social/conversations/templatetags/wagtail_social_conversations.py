"""Tags that draw posts and comments; see :mod:`wagtail_social.conversations.drawing`."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from types import SimpleNamespace
from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from wagtail_social.templatetags.wagtail_social_elements import REACTION_ICONS

from ..addresses import CommentAddresses, PostAddresses
from ..drawing import Pen, card_shape, card_stand_in, card_values, mark
from ..rows import AnswerRow, Bar, CommentRow, PostRow

register = template.Library()

_HERE = "wagtail_social/conversations"


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _marked(name: str, there: Any) -> str:
    return mark(name) if there else ""


def _reaction_shape(bar: Bar, can_react: bool) -> Hashable:
    return (
        tuple((item["kind"], item["pressed"]) for item in bar if item["count"]),
        can_react,
        bar[0]["kind"],
    )


def _reaction_variables(bar: Bar, can_react: bool, element_id: str) -> dict[str, Any]:
    """Return the variables of the element "reactions", the choice behind a link."""

    def shown(item: dict[str, Any]) -> dict[str, Any]:
        icon = REACTION_ICONS.get(item["kind"], "smile")
        return {**item, "icon": icon, "count": _marked(f"n_{item['kind']}", item["count"])}

    given = [item for item in bar if item["count"]]
    return {
        "id": element_id,
        "url": mark("react_url"),
        "choices": [],
        "given": [shown(item) for item in given or (bar[:1] if can_react else [])],
        "can_react": can_react,
        "choice_url": mark("who_url"),
        "who_url": _marked("who_url", given),
        "opened": False,
    }


def _counts(bar: Bar) -> dict[str, int]:
    return {f"n_{item['kind']}": item["count"] for item in bar if item["count"]}


@register.simple_tag(takes_context=True)
def social_posts(
    context: Context, rows: Sequence[PostRow], pinned: bool = False, in_group: bool = False
) -> SafeString:
    """Draw posts below each other.

    ``pinned`` marks them as kept at the top; ``in_group`` leaves out which group they stand in.
    """
    pen = Pen(context)
    settled = _post_addresses(rows[0].at) if rows else {}
    return _joined(_post(pen, row, pinned, in_group, settled) for row in rows)


def _post_addresses(at: PostAddresses) -> dict[str, str]:
    pk = mark("pk")
    return {
        "url": at.post(pk),
        "react_url": at.react(pk),
        "who_url": at.who(pk),
        "follow_url": at.follow(pk),
        "menu_url": at.menu(pk),
    }


def _post(
    pen: Pen, row: PostRow, pinned: bool, in_group: bool, settled: dict[str, str]
) -> SafeString:
    post = row.post
    shape = (
        card_shape(row.card),
        bool(post.title),
        bool(row.html),
        bool(post.language),
        post.edited_at is not None,
        row.kind.name if row.chip else "",
        row.shortened,
        bool(row.topics),
        row.answer is not None,
        row.level,
        pinned,
        in_group,
        _reaction_shape(row.reactions, row.can_react),
    )

    def variables() -> dict[str, Any]:
        pk = mark("pk")
        stand_in = SimpleNamespace(
            pk=pk,
            card=card_stand_in(row.card, "card"),
            title=_marked("title", post.title),
            html=_marked("html", row.html),
            language=_marked("language", post.language),
            time=mark("time"),
            edited=post.edited_at is not None,
            url=mark("url"),
            group_title=mark("group_title"),
            group_url=mark("group_url"),
            chip=row.chip,
            tone=row.kind.tone,
            shortened=row.shortened,
            topics=_marked("topics", row.topics),
            answer=_marked("answer", row.answer),
            comments_text=mark("comments_text"),
            level=row.level,
            follow_id=f"follow-post-{pk}",
            follow_url=mark("follow_url"),
            menu_id=f"post-{pk}-menu",
            menu_url=mark("menu_url"),
        )
        bar = _reaction_variables(row.reactions, row.can_react, f"post-{pk}")
        return {"row": stand_in, "bar": bar, "pinned": pinned, "in_group": in_group}

    values: dict[str, Any] = {
        "pk": row.pk,
        "title": post.title,
        "html": row.html,
        "time": pen.time(post.created_at),
        "group_title": row.group_title,
        "group_url": row.group_url,
        "comments_text": row.comments_text,
        **card_values(row.card, "card"),
        **_counts(row.reactions),
    }
    if post.language:
        values["language"] = post.language
    if row.topics:
        values["topics"] = _topics(pen, row.topics)
    if row.answer:
        values["answer"] = _answer(pen, row.answer)
    return pen.draw(f"{_HERE}/_post.html", shape, variables, values, settled)


def _topics(pen: Pen, topics: Iterable[tuple[str, str]]) -> SafeString:
    variables = {"name": mark("name"), "url": mark("url")}
    return _joined(
        pen.draw(f"{_HERE}/_topic.html", (), lambda: variables, {"name": name, "url": url})
        for name, url in topics
    )


def _answer(pen: Pen, answer: AnswerRow) -> SafeString:
    def variables() -> dict[str, Any]:
        stand_in = SimpleNamespace(
            card=card_stand_in(answer.card, "card"),
            url=mark("url"),
            time=mark("time"),
            html=mark("html"),
            shortened=answer.shortened,
        )
        return {"answer": stand_in}

    values = card_values(answer.card, "card")
    values |= {"url": answer.url, "time": pen.time(answer.time), "html": answer.html}
    shape = (card_shape(answer.card), answer.shortened)
    return pen.draw(f"{_HERE}/_answer.html", shape, variables, values)


@register.simple_tag(takes_context=True)
def social_topics(context: Context, topics: Iterable[tuple[str, str]]) -> SafeString:
    """Draw the topics of a post, given as names and addresses."""
    return _topics(Pen(context), topics)


@register.simple_tag(takes_context=True)
def social_answer(context: Context, answer: AnswerRow | None) -> SafeString | str:
    """Draw the accepted answer of a question, or nothing."""
    return _answer(Pen(context), answer) if answer else ""


@register.simple_tag(takes_context=True)
def social_comments(
    context: Context, rows: Sequence[CommentRow], printed: bool = False, fresh: bool = False
) -> SafeString:
    """Draw comments as the list items of a thread.

    ``printed`` leaves out what can be pressed; ``fresh`` gives the focus to what has just come.
    """
    pen = Pen(context)
    settled = _comment_addresses(rows[0].at) if rows else {}
    return _joined(_comment(pen, row, printed, fresh, settled) for row in rows)


def _comment_addresses(at: CommentAddresses) -> dict[str, str]:
    pk = mark("pk")
    return {
        "url": at.comment(pk),
        "reply_url": at.reply(pk),
        "menu_url": at.menu(pk),
        "react_url": at.react(pk),
        "who_url": at.who(pk),
        "history_url": at.history(pk),
    }


def _comment(
    pen: Pen, row: CommentRow, printed: bool, fresh: bool, settled: dict[str, str]
) -> SafeString:
    shape = (
        row.level,
        card_shape(row.card),
        row.edited is not None,
        row.knows_history,
        bool(row.removed),
        bool(row.reason),
        bool(row.earlier_url),
        row.more is not None,
        row.can_reply,
        row.can_accept,
        row.accepted,
        row.readable,
        printed or _reaction_shape(row.reactions, row.can_react),
        fresh,
    )

    def variables() -> dict[str, Any]:
        pk = mark("pk")
        stand_in = SimpleNamespace(
            pk=pk,
            level=row.level,
            card=card_stand_in(row.card, "card"),
            html=mark("html"),
            time=mark("time"),
            edited=_marked("edited", row.edited),
            url=mark("url"),
            reply_url=mark("reply_url"),
            history_url=_marked("history_url", row.knows_history),
            menu_id=f"comment-{pk}-menu",
            menu_url=mark("menu_url"),
            removed=_marked("removed", row.removed),
            reason=_marked("reason", row.reason),
            earlier_url=_marked("earlier_url", row.earlier_url),
            more_url=_marked("more_url", row.more),
            more_fragment=_marked("more_fragment", row.more),
            more_label=_marked("more_label", row.more),
            can_reply=row.can_reply,
            can_accept=row.can_accept,
            accepted=row.accepted,
            readable=row.readable,
        )
        bar = _reaction_variables(row.reactions, row.can_react, f"comment-{pk}")
        return {"row": stand_in, "bar": bar, "printed": printed, "fresh": fresh}

    values: dict[str, Any] = {
        "pk": row.pk,
        "html": row.html,
        "time": pen.time(row.time),
        **card_values(row.card, "card"),
        **_counts(row.reactions),
    }
    if row.edited:
        values["edited"] = pen.time(row.edited)
    if row.removed:
        values |= {"removed": row.removed, "reason": row.reason}
    if row.earlier_url:
        values["earlier_url"] = row.earlier_url
    if row.more:
        values["more_url"] = row.more.url
        values["more_fragment"] = row.more.fragment_url
        values["more_label"] = row.more.label
    return pen.draw(f"{_HERE}/_comment.html", shape, variables, values, settled)
