"""What the room of conversations registers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from wagtail_social.audit import log_actions
from wagtail_social.extension_points import (
    AdminPlace,
    DiscussionTarget,
    GroupTab,
    LoggedRows,
    PersonalData,
    ProfilePanel,
    RepairJob,
    SideSection,
    TopicSource,
    admin_places,
    discussion_targets,
    group_tabs,
    happenings,
    logged_rows,
    notification_categories,
    notification_subjects,
    personal_data,
    profile_panels,
    repair_jobs,
    side_sections,
    topic_sources,
)

from . import notifying, repairs
from .calls import asked_for_your_view
from .models import Comment, Discussion, Post, PostTopic
from .overseeing import comments_overseen_by, posts_overseen_by
from .targets import page_target, post_target
from .viewsets import CommentViewSet, PostViewSet


@discussion_targets.register
def targets() -> list[DiscussionTarget]:
    """Posts and pages of the host can be talked about."""
    return [post_target(), page_target()]


@group_tabs.register
def discussion_tab() -> GroupTab:
    """What is said in a group."""
    return GroupTab(
        name="discussion",
        label=_("Discussion"),
        url_name="wagtail_social:group",
        visible=lambda standing: standing.can_read,
        order=100,
    )


@personal_data.register
def conversation_data() -> list[PersonalData]:
    """Texts stay readable without their author; taps and subscriptions go with the person."""
    app = "wagtail_social_conversations"
    return [
        PersonalData(f"{app}.Post", "author", "clear", ("title", "source", "created_at")),
        PersonalData(f"{app}.Post", "removed_by", "clear"),
        PersonalData(f"{app}.Comment", "author", "clear", ("comment", "created_at")),
        PersonalData(f"{app}.Comment", "user", "clear", (), "The base row's key to the author."),
        PersonalData(f"{app}.Comment", "removed_by", "clear"),
        PersonalData(f"{app}.Revision", "edited_by", "clear", ("source", "created_at")),
        PersonalData(f"{app}.Reaction", "user", "delete", ("kind", "created_at")),
        PersonalData(f"{app}.Mention", "user", "delete", ("created_at",)),
        PersonalData(f"{app}.Subscription", "user", "delete", ("level", "created_at")),
        PersonalData(f"{app}.Call", "asker", "clear", ("text", "created_at")),
        PersonalData(f"{app}.Call", "person", "delete", ("created_at", "answered_at")),
    ]


def _tagged(user: Any) -> Any:
    return PostTopic.objects.filter(content_object__in=Post.objects.readable_by(user).values("pk"))


def _posts(tag: Any, user: Any, request: Any) -> dict[str, Any]:
    from .feeds import topic_feed

    return topic_feed(request, tag)


@topic_sources.register
def posts() -> TopicSource:
    """Posts on a topic."""
    return TopicSource(
        name="posts",
        label=_("Posts"),
        tagged=_tagged,
        context=_posts,
        template="wagtail_social/conversations/topic_panel.html",
        order=100,
    )


def _latest(person: Any, viewer: Any) -> dict[str, Any]:
    return {"posts": list(Post.objects.readable_by(viewer).latest_by(person)[:5])}


@profile_panels.register
def posts_of_person() -> ProfilePanel:
    """What a colleague wrote lately, as far as the viewer may read it."""
    return ProfilePanel(
        name="posts",
        template="wagtail_social/conversations/profile_panel.html",
        context=_latest,
        order=300,
    )


@side_sections.register
def calls_at_the_side() -> SideSection:
    """Where the viewer is asked for their view, on the left of every page."""
    return SideSection(name="calls", build=asked_for_your_view, order=40)


@repair_jobs.register
def counters() -> list[RepairJob]:
    """Figures that are stored with discussions, comments and groups."""
    return repairs.jobs()


notification_categories.register(notifying.categories)
notification_subjects.register(notifying.subjects)
happenings.register(notifying.happenings)


@log_actions
def actions() -> dict[str, Any]:
    """What the audit log says of conversations."""
    return {
        "wagtail_social.post.edited": _("Edit a post"),
        "wagtail_social.post.removed": _("Remove a post"),
        "wagtail_social.post.restored": _("Restore a post"),
        "wagtail_social.post.pinned": _("Pin a post"),
        "wagtail_social.post.unpinned": _("Unpin a post"),
        "wagtail_social.post.answer_accepted": _("Accept an answer"),
        "wagtail_social.post.answer_withdrawn": _("Withdraw an accepted answer"),
        "wagtail_social.comment.edited": _("Edit a comment"),
        "wagtail_social.comment.removed": _("Remove a comment"),
        "wagtail_social.comment.restored": _("Restore a comment"),
        "wagtail_social.discussion.state_changed": _("Open, close or lock a discussion"),
    }


@logged_rows.register
def what_was_done() -> list[LoggedRows]:
    """What was done to texts, for who finds them in the admin; to discussions, for who reads."""
    return [
        LoggedRows(lambda: Post, posts_overseen_by),
        LoggedRows(lambda: Comment, comments_overseen_by),
        LoggedRows(lambda: Discussion, Discussion.objects.visible_to),
    ]


posts_admin, comments_admin = PostViewSet(), CommentViewSet()


@admin_places.register
def admin_menu() -> list[AdminPlace]:
    """Posts and comments in the Wagtail admin."""
    return [
        AdminPlace(menu_item=posts_admin.get_menu_item, viewset=posts_admin, order=400),
        AdminPlace(menu_item=comments_admin.get_menu_item, viewset=comments_admin, order=500),
    ]
