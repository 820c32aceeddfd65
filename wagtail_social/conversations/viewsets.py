"""Posts and comments in the Wagtail admin."""

from __future__ import annotations

from typing import Any

from django.conf import settings as django_settings
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.ui.tables import DateColumn, StatusTagColumn

from wagtail_social.administration.columns import NoteColumn
from wagtail_social.administration.filters import ChoiceOf, DateRange, RowFilterSet, YesNo
from wagtail_social.administration.viewsets import ClosedViewSet
from wagtail_social.groups.viewsets import group_filter, moment_text, person_filter
from wagtail_social.markup import excerpt
from wagtail_social.people.adapters import get_adapter, unknown_person

from .kinds import all_kinds, kind_named
from .models import Comment, ContentState, Discussion, DiscussionState, Post
from .overseeing import comments_overseen_by, posts_overseen_by
from .presenting import Presenter
from .row_actions import (
    SHOWN,
    LockPosts,
    RemoveComments,
    RemovePosts,
    RestoreComments,
    RestorePosts,
    UnlockPosts,
)
from .targets import POST, target_named


def author_name(row: Any) -> str:
    """Return the author's name."""
    return get_adapter().name(row.author) if row.author else unknown_person().name


def state_of_post(row: Any) -> str:
    """Return in a word what has become of a post."""
    if row.is_removed:
        return _("Removed")
    if row.talk_state == DiscussionState.OPEN or row.talk_state is None:
        return _("Shown")
    return str(DiscussionState(row.talk_state).label)


def removal_of(row: Any) -> list[tuple[Any, Any]]:
    """Return when, by whom and why a text was removed; nothing for what is shown."""
    if row.state != ContentState.REMOVED:
        return []
    by = get_adapter().name(row.removed_by) if row.removed_by else ""
    return [
        (_("Removed"), moment_text(row.removed_at)),
        (_("Removed by"), by),
        (_("Reason"), row.removal_reason),
    ]


def _locked(rows: Any, yes: bool) -> Any:
    locked = Discussion.objects.filter(target_type=POST, state=DiscussionState.LOCKED)
    condition = Q(pk__in=locked.values("target_id"))
    return rows.filter(condition if yes else ~condition)


class PostFilterSet(RowFilterSet):
    """What a list of posts can be narrowed to."""

    state = ChoiceOf(label=gettext_lazy("State"), choices=ContentState.choices)
    locked = YesNo(
        label=gettext_lazy("Locked"),
        find=_locked,
    )
    kind = ChoiceOf(
        label=gettext_lazy("Kind"),
        choices=lambda: [(kind.name, kind.label) for kind in all_kinds()],
    )
    group = group_filter()
    author = person_filter(gettext_lazy("Author"), "author")
    created_at = DateRange(label=gettext_lazy("Posted"))
    language = ChoiceOf(label=gettext_lazy("Language"), choices=lambda: django_settings.LANGUAGES)

    class Meta:
        model = Post
        fields: list[str] = []


class PostViewSet(ClosedViewSet):
    """Posts of all groups that the viewer may read: found, removed, brought back, locked."""

    model = Post
    name = "posts"
    icon = "doc-full"
    row_actions = (RemovePosts, RestorePosts, LockPosts, UnlockPosts)
    filterset_class = PostFilterSet
    title_label = pgettext_lazy("noun", "Post")
    introduction = gettext_lazy(
        "Posts in all groups that you may read, newest first. You can turn to the newest 5,000; "
        "search and filters find the others."
    )
    empty_text = gettext_lazy("Nobody has posted anything in a group that you may read.")
    list_display = [
        NoteColumn("group", label=gettext_lazy("Group"), value=lambda row: row.group.title),
        NoteColumn("author", label=gettext_lazy("Author"), value=author_name),
        NoteColumn(
            "kind", label=gettext_lazy("Kind"), value=lambda row: kind_named(row.kind).label
        ),
        StatusTagColumn(
            "state",
            label=gettext_lazy("State"),
            accessor=state_of_post,
            primary=lambda row: row.is_removed,
        ),
        DateColumn("created_at", label=gettext_lazy("Posted")),
    ]
    list_export = ["title", "text", "group", "author", "kind", "language", "state", "created_at"]
    export_headings = {"text": gettext_lazy("Text"), "author": gettext_lazy("Author")}

    def rows_for(self, user: Any) -> Any:
        """Return the posts in groups that this user may read."""
        return posts_overseen_by(user)

    def find(self, rows: Any, typed: str) -> Any:
        """Return the posts whose title or text holds what was typed."""
        return rows.filter(Q(title__icontains=typed) | Q(source__icontains=typed))

    def title_of(self, row: Any) -> str:
        """Return the title, or the first words."""
        return row.heading

    def site_url(self, row: Any) -> str:
        """Return its own address, unless it has been removed."""
        return "" if row.is_removed else row.get_absolute_url()

    def export_row(self, row: Any) -> dict[str, Any]:
        """Return what a spreadsheet shows of a post."""
        return {
            "title": row.title,
            "text": excerpt(row.html, 2000),
            "group": row.group.title,
            "author": author_name(row),
            "kind": str(kind_named(row.kind).label),
            "language": row.language,
            "state": state_of_post(row),
            "created_at": row.created_at,
        }

    def describe(self, row: Any, user: Any) -> list[tuple[Any, Any]]:
        """Return the post as the site shows it, and what a steward needs to judge it."""
        title = [(_("Title"), row.title)] if row.title else []
        return [
            *title,
            (_("Text"), Presenter([], [row.html]).html(row.html)),
            (_("Group"), row.group.title),
            (_("Author"), author_name(row)),
            (_("Kind"), kind_named(row.kind).label),
            (_("Language"), dict(django_settings.LANGUAGES).get(row.language, row.language)),
            (_("Topics"), ", ".join(tag.name for tag in row.tags.all())),
            (_("State"), state_of_post(row)),
            *removal_of(row),
            (_("Posted"), moment_text(row.created_at)),
            (_("Edited"), moment_text(row.edited_at)),
            (_("Last activity"), moment_text(row.last_activity_at)),
        ]


class CommentFilterSet(RowFilterSet):
    """What a list of comments can be narrowed to."""

    state = ChoiceOf(label=gettext_lazy("State"), choices=ContentState.choices)
    group = group_filter("discussion__group")
    place = YesNo(
        label=gettext_lazy("On a page of the site"),
        find=lambda rows, yes: rows.filter(discussion__group__isnull=yes),
    )
    author = person_filter(gettext_lazy("Author"), "author")
    created_at = DateRange(label=gettext_lazy("Posted"))

    class Meta:
        model = Comment
        fields: list[str] = []


def place_of(row: Any) -> str:
    """Return the group, or that it is on a page."""
    group = row.discussion.group
    return group.title if group else _("Page of the site")


class CommentViewSet(ClosedViewSet):
    """Comments in groups and on pages that the viewer may read: found, removed, brought back."""

    model = Comment
    name = "comments"
    icon = "comment"
    row_actions = (RemoveComments, RestoreComments)
    filterset_class = CommentFilterSet
    title_label = pgettext_lazy("noun", "Comment")
    introduction = gettext_lazy(
        "Comments in all groups and on all pages that you may read, newest first. You can turn to "
        "the newest 5,000; search and filters find the others."
    )
    empty_text = gettext_lazy("Nobody has commented on anything that you may read.")
    list_display = [
        NoteColumn("place", label=gettext_lazy("Where"), value=place_of),
        NoteColumn("author", label=gettext_lazy("Author"), value=author_name),
        StatusTagColumn(
            "state",
            label=gettext_lazy("State"),
            accessor="get_state_display",
            primary=lambda row: row.is_taken_away,
        ),
        DateColumn("created_at", label=gettext_lazy("Posted")),
    ]
    list_export = ["text", "place", "author", "state", "created_at"]
    export_headings = {
        "text": gettext_lazy("Text"),
        "place": gettext_lazy("Where"),
        "author": gettext_lazy("Author"),
    }

    def rows_for(self, user: Any) -> Any:
        """Return the comments in what this user may read."""
        return comments_overseen_by(user)

    def find(self, rows: Any, typed: str) -> Any:
        """Return the comments whose text holds what was typed."""
        return rows.filter(comment__icontains=typed)

    def title_of(self, row: Any) -> str:
        """Return the first words."""
        return excerpt(row.html, SHOWN) or str(row)

    def site_url(self, row: Any) -> str:
        """Return its permanent address, unless what it belongs to has been removed."""
        return "" if row.discussion.hidden else row.get_absolute_url()

    def export_row(self, row: Any) -> dict[str, Any]:
        """Return what a spreadsheet shows of a comment."""
        return {
            "text": excerpt(row.html, 2000),
            "place": place_of(row),
            "author": author_name(row),
            "state": row.get_state_display(),
            "created_at": row.created_at,
        }

    def describe(self, row: Any, user: Any) -> list[tuple[Any, Any]]:
        """Return the comment as the site shows it, and what a steward needs to judge it."""
        discussion = row.discussion
        kind = target_named(discussion.target_type)
        targets = posts_overseen_by(user) if kind.name == POST else kind.visible_to(user)
        target = targets.filter(pk=discussion.target_id).first()
        return [
            (_("Text"), Presenter([], [row.html]).html(row.html)),
            (_("About"), kind.title(kind.shown_to(target, user)) if target is not None else ""),
            (_("Where"), place_of(row)),
            (_("Author"), author_name(row)),
            (_("State"), row.get_state_display()),
            *removal_of(row),
            (_("Answers"), row.reply_count),
            (_("Posted"), moment_text(row.created_at)),
            (_("Edited"), moment_text(row.edited_at)),
        ]
