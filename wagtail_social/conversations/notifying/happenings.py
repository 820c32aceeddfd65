"""What happens in conversations that people are told of, and in which words."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy, ngettext

from wagtail_social import events
from wagtail_social.happenings import Facts, Happening, Reason

from ..models import Call, Comment, Discussion, Post
from ..targets import POST
from .concerned import answered, began, comment_author, followers, group_members, named, whole_group
from .subject import (
    DISCUSSION,
    call_words,
    comment_url,
    comment_words,
    comments_still_there,
    post_words,
    posts_still_there,
)


def _about_post(
    post: Post, actor: Any, named: Collection[Any], to_group: bool = False
) -> Facts | None:
    discussion = Discussion.objects.of(POST, post.pk)
    if discussion is None:
        return None
    return Facts(
        DISCUSSION,
        discussion.pk,
        post.pk,
        actor.pk,
        group_id=post.group_id,
        named=tuple(named),
        to_group=to_group,
    )


def _about_comment(
    comment: Comment, actor: Any, named: Collection[Any] = (), to_group: bool = False
) -> Facts:
    discussion = comment.discussion
    return Facts(
        DISCUSSION,
        discussion.pk,
        comment.pk,
        actor.pk,
        group_id=discussion.group_id,
        named=tuple(named),
        to_group=to_group,
    )


def _post_facts(
    post: Post, actor: Any, mentioned: Any = (), to_group: bool = False, **data: Any
) -> Facts | None:
    return _about_post(post, actor, mentioned, to_group)


def _edited_post_facts(
    post: Post, actor: Any, mentioned: Any = (), minor: bool = True, **data: Any
) -> Facts | None:
    return _about_post(post, actor, mentioned) if mentioned or not minor else None


def _comment_facts(
    comment: Comment, actor: Any, mentioned: Any = (), to_group: bool = False, **data: Any
) -> Facts:
    return _about_comment(comment, actor, mentioned, to_group)


def _edited_comment_facts(
    comment: Comment, actor: Any, mentioned: Any = (), minor: bool = True, **data: Any
) -> Facts | None:
    return _about_comment(comment, actor, mentioned) if mentioned or not minor else None


def _post_reaction_facts(reaction: Any, actor: Any, **data: Any) -> Facts | None:
    discussion = reaction.discussion
    if reaction.comment_id is not None or discussion.target_type != POST:
        return None
    group_id = discussion.group_id
    return Facts(DISCUSSION, discussion.pk, discussion.target_id, actor.pk, group_id=group_id)


def _comment_reaction_facts(reaction: Any, actor: Any, **data: Any) -> Facts | None:
    if reaction.comment_id is None:
        return None
    group_id = reaction.discussion.group_id
    return Facts(
        DISCUSSION, reaction.discussion_id, reaction.comment_id, actor.pk, group_id=group_id
    )


def _call_facts(calls: list[Call], actor: Any, **data: Any) -> Facts | None:
    if not calls:
        return None
    discussion = calls[0].discussion
    return Facts(
        DISCUSSION,
        discussion.pk,
        discussion.pk,
        actor.pk,
        group_id=discussion.group_id,
        named=tuple(call.person_id for call in calls),
    )


def _answer_facts(comment: Comment | None, actor: Any, **data: Any) -> Facts | None:
    return _about_comment(comment, actor) if comment is not None else None


def _mentioned(names: str, count: int) -> str:
    return ngettext("%(names)s named you", "%(names)s named you", count) % {"names": names}


def _group_named(names: str, count: int) -> str:
    return ngettext("%(names)s named the whole group", "%(names)s named the whole group", count) % {
        "names": names
    }


def _asked(names: str, count: int) -> str:
    return ngettext("%(names)s asks for your view", "%(names)s ask for your view", count) % {
        "names": names
    }


def _posted(names: str, count: int) -> str:
    return ngettext("%(names)s posted", "%(names)s posted", count) % {"names": names}


def _commented(names: str, count: int) -> str:
    return ngettext("%(names)s commented", "%(names)s commented", count) % {"names": names}


def _replied(names: str, count: int) -> str:
    return ngettext("%(names)s answered you", "%(names)s answered you", count) % {"names": names}


def _reacted(names: str, count: int) -> str:
    return ngettext(
        "%(names)s reacted to what you wrote", "%(names)s reacted to what you wrote", count
    ) % {"names": names}


def _changed(names: str, count: int) -> str:
    return ngettext("%(names)s changed the text", "%(names)s changed the text", count) % {
        "names": names
    }


def _accepted(names: str, count: int) -> str:
    return ngettext("%(names)s accepted your answer", "%(names)s accepted your answer", count) % {
        "names": names
    }


def happenings() -> list[Happening]:
    """What people are told of conversations, and why; strongest reason first."""
    mention = Reason("mention", named, _mentioned)
    to_all = Reason("whole_group", whole_group, _group_named)
    return [
        Happening(
            name="post",
            label=gettext_lazy("New post"),
            event=events.post_published,
            facts=_post_facts,
            reasons=(mention, to_all, Reason("group_activity", group_members, _posted)),
            words=post_words,
            still_there=posts_still_there,
        ),
        Happening(
            name="post_edited",
            label=gettext_lazy("Post changed"),
            event=events.post_edited,
            facts=_edited_post_facts,
            reasons=(mention, Reason("thread", followers, _changed)),
            words=post_words,
            still_there=posts_still_there,
        ),
        Happening(
            name="comment",
            label=gettext_lazy("New comment"),
            event=events.comment_posted,
            facts=_comment_facts,
            reasons=(
                mention,
                to_all,
                Reason("reply", answered, _replied),
                Reason("my_thread", began, _commented),
                Reason("thread", followers, _commented),
                Reason("group_activity", group_members, _commented, asked_for=True),
            ),
            words=comment_words,
            still_there=comments_still_there,
            url=comment_url,
        ),
        Happening(
            name="comment_edited",
            label=gettext_lazy("Comment changed"),
            event=events.comment_edited,
            facts=_edited_comment_facts,
            reasons=(mention, Reason("thread", followers, _changed)),
            words=comment_words,
            still_there=comments_still_there,
            url=comment_url,
        ),
        Happening(
            name="post_reaction",
            label=gettext_lazy("Reaction to a post"),
            event=events.reaction_added,
            facts=_post_reaction_facts,
            reasons=(Reason("reaction", began, _reacted),),
            words=post_words,
            still_there=posts_still_there,
        ),
        Happening(
            name="comment_reaction",
            label=gettext_lazy("Reaction to a comment"),
            event=events.reaction_added,
            facts=_comment_reaction_facts,
            reasons=(Reason("reaction", comment_author, _reacted),),
            words=comment_words,
            still_there=comments_still_there,
            url=comment_url,
        ),
        Happening(
            name="called",
            label=gettext_lazy("View asked for"),
            event=events.colleagues_called,
            facts=_call_facts,
            reasons=(Reason("call", named, _asked),),
            words=call_words,
            between_people=True,
        ),
        Happening(
            name="answer_accepted",
            label=gettext_lazy("Answer accepted"),
            event=events.answer_accepted,
            facts=_answer_facts,
            reasons=(Reason("reply", comment_author, _accepted),),
            words=comment_words,
            still_there=comments_still_there,
            url=comment_url,
        ),
    ]
