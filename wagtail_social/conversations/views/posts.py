"""A post: reading it with its thread, writing, changing, taking away and bringing back."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from wagtail_social.access import get_or_404
from wagtail_social.actions import Action, Refused
from wagtail_social.form_pages import FormPageView
from wagtail_social.groups.head import access_kind, head_context, people_text
from wagtail_social.groups.models import Group
from wagtail_social.groups.standing import Standing, standing_of
from wagtail_social.topics.vocabulary import topic_slug
from wagtail_social.views import ActionView, SocialPageView
from wagtail_social.visiting import visited

from ..actions import (
    AcceptAnswer,
    EditPost,
    PinPost,
    PublishPost,
    RemovePost,
    RestorePost,
    UnpinPost,
    WithdrawAnswer,
)
from ..forms import PostEditForm, PostForm, RemovalForm
from ..models import Post
from ..notifying import DISCUSSION
from ..presenting import Presenter, post_rows
from ..text import render_text
from ..threads import comments_of, key_from, path_from, read_print
from ..wording import readers_text, removed_text
from .base import PostPlaceView, readable_comment
from .talk import talk_context


class PostView(PostPlaceView, SocialPageView):
    """A post with its thread; ``?print=1`` gives the whole thread on one plain page."""

    template_name = "wagtail_social/conversations/post.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it."""
        place, post = self.place, self.place.target
        assert place.standing is not None
        if place.discussion is not None:
            visited(request, DISCUSSION, place.discussion.pk)
        context: dict[str, Any] = {"post": post, "group": post.group, "element_id": f"post-{pk}"}
        presenter = Presenter()
        presenter.expect(post.author_id, text=post.html)
        if request.GET.get("print") == "1":
            self.template_name = "wagtail_social/conversations/post_print.html"
            after = path_from(request.GET.get("after"))
            context["thread"] = read_print(
                place, page_url=place.url, after=after, presenter=presenter
            )
        else:
            context |= talk_context(request, place, page_url=place.url, presenter=presenter)
            context |= self.around()
        context["row"] = post_rows(
            request.user, [post], standing=place.standing, limit=None, presenter=presenter
        )[0]
        return self.show(**context)

    def around(self) -> dict[str, Any]:
        """Return what stands beside the post: its group, and whether it was removed."""
        place, post = self.place, self.place.target
        context: dict[str, Any] = {
            "standing": place.standing,
            "access": access_kind(post.group),
            "people": people_text(post.group),
        }
        if post.is_removed:
            context["removed"] = removed_text(post)
            context["can_restore"] = place.can_restore(post)
        return context


class PostNewView(FormPageView):
    """Begin a conversation in a group."""

    form_class = PostForm
    template_name = "wagtail_social/conversations/post_form.html"

    @cached_property
    def group(self) -> Group:
        """The group. Raises ``Http404`` for who may not read it."""
        groups = Group.objects.select_related("department")
        return get_or_404(groups, self.request.user, slug=self.kwargs["slug"])

    @cached_property
    def standing(self) -> Standing:
        """The viewer's standing. Raises ``Http404`` for who may not read the group."""
        standing = standing_of(self.request.user, self.group)
        if not standing.can_read:
            raise Http404
        return standing

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form to who may post."""
        if not self.standing.can_post:
            raise Refused(_why_not(self.standing), code="no_posting")
        return super().get(request)

    @property
    def draft(self) -> str:  # type: ignore[override]
        """The key of the draft that the browser keeps."""
        return f"post-new-{self.group.pk}"

    def context(self) -> dict[str, Any]:
        return {
            **head_context(self.request, self.group, self.standing, ""),
            "readers": readers_text(self.group),
            "draft": self.draft,
            "people_url": reverse("wagtail_social:suggest_group_people", args=[self.group.slug]),
            "cancel_url": self.group.get_absolute_url(),
        }

    def initial(self) -> dict[str, Any]:
        return {"kind": self.request.GET.get("kind", "") or "update"}

    def save(self, form: PostForm) -> Post:
        return PublishPost(actor=self.request.user, group=self.group, **form.cleaned_data).execute()

    def done(self, result: Post) -> str:
        return _("Posted.")

    def target(self, result: Post) -> str:
        return result.get_absolute_url()


def _why_not(standing: Standing) -> str:
    if standing.group.is_archived:
        return _("This group has been archived. Nobody posts in it any more.")
    if not standing.is_member:
        return _("Join the group to post in it.")
    return _("In this group moderators and managers post. You can comment.")


class PostEditView(PostPlaceView, FormPageView):
    """Change one's own post."""

    form_class = PostEditForm
    template_name = "wagtail_social/conversations/post_form.html"

    @property
    def draft(self) -> str:  # type: ignore[override]
        """The key of the draft that the browser keeps."""
        return f"post-edit-{self.place.target.pk}"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form to who may change the post."""
        EditPost(actor=request.user, post=self.place.target, title="", source="").check()
        return super().get(request)

    def context(self) -> dict[str, Any]:
        post = self.place.target
        return {
            "post": post,
            "group": post.group,
            "readers": readers_text(post.group),
            "draft": self.draft,
            "people_url": reverse("wagtail_social:suggest_people", args=["post", post.pk]),
            "cancel_url": self.place.url,
        }

    def initial(self) -> dict[str, Any]:
        post = self.place.target
        named = {topic_slug(name) for name in render_text(post.source).topics}
        topics = [tag.name for tag in post.tags.all() if tag.slug not in named]
        return {
            "kind": post.kind,
            "title": post.title,
            "source": post.source,
            "language": post.language,
            "topics": ", ".join(sorted(topics, key=str.casefold)),
        }

    def save(self, form: PostEditForm) -> Post:
        names = ("title", "source", "topics", "minor")
        values = {name: form.cleaned_data[name] for name in names}
        return EditPost(
            actor=self.request.user,
            post=self.place.target,
            kind=form.cleaned_data["kind"],
            language=form.cleaned_data["language"],
            **values,
        ).execute()

    def done(self, result: Post) -> str:
        return _("Saved.")

    def target(self, result: Post) -> str:
        return result.get_absolute_url()


class PostRemoveView(PostPlaceView, FormPageView):
    """Ask before a post is taken away; a moderator says why."""

    form_class = RemovalForm
    template_name = "wagtail_social/conversations/remove.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask."""
        if not (self.place.is_author or self.place.can_moderate):
            raise Refused(_("Only the author and moderators remove a post."), code="not_yours")
        return super().get(request)

    def form_options(self) -> dict[str, Any]:
        return {"own": self.place.is_author}

    def context(self) -> dict[str, Any]:
        return {
            "title": _("Remove this post?"),
            "text": _("Nobody reads the post and its comments any more. It can be restored."),
            "cancel_url": self.place.url,
        }

    def save(self, form: RemovalForm) -> Post:
        reason = form.cleaned_data.get("reason", "")
        return RemovePost(actor=self.request.user, post=self.place.target, reason=reason).execute()

    def done(self, result: Post) -> str:
        return _("The post has been removed.")

    def target(self, result: Post) -> str:
        return result.get_absolute_url()


class _PostActionView(PostPlaceView, ActionView):
    def target(self, result: Any) -> str:
        return self.place.url


class PostRestoreView(_PostActionView):
    """Bring a removed post back."""

    def action(self) -> Action[Any]:
        return RestorePost(actor=self.request.user, post=self.place.target)

    def done(self, result: Post) -> str:
        return _("The post is back.")


class PostPinView(_PostActionView):
    """Keep a post at the top of its group."""

    def action(self) -> Action[Any]:
        return PinPost(actor=self.request.user, post=self.place.target)

    def done(self, result: Post) -> str:
        return _("The post stays at the top of the group.")


class PostUnpinView(_PostActionView):
    """Let a pinned post go its way."""

    def action(self) -> Action[Any]:
        return UnpinPost(actor=self.request.user, post=self.place.target)

    def done(self, result: Post) -> str:
        return _("The post is no longer kept at the top.")


class PostAnswerView(_PostActionView):
    """Accept a comment as the answer; without one, withdraw what was accepted."""

    def action(self) -> Action[Any]:
        place = self.place
        named = self.request.POST.get("comment", "")
        if not named:
            return WithdrawAnswer(actor=self.request.user, place=place, comment=None)
        key = key_from(named)
        if key is None:
            raise Http404
        comment = readable_comment(place, comments_of(place), key)
        return AcceptAnswer(actor=self.request.user, place=place, comment=comment)

    def done(self, result: Post) -> str:
        if result.accepted_comment_id:
            return _("This is now the accepted answer.")
        return _("The question has no accepted answer any more.")
