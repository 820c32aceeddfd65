"""Comments: more of a thread, answering, changing, taking away and bringing back."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect, reswap, retarget

from wagtail_social.access import can_view, get_or_404
from wagtail_social.actions import Action, Refused
from wagtail_social.form_pages import FormPageView
from wagtail_social.navigation import social_context
from wagtail_social.unsent import unsent_for
from wagtail_social.views import ActionView, SeeOther, SocialView, safe_next

from ..actions import EditComment, PostComment, RemoveComment, RestoreComment
from ..forms import CommentEditForm, CommentForm, RemovalForm
from ..models import Comment
from ..presenting import comment_rows
from ..targets import PAGE, Place, place_of_discussion
from ..threads import comments_of, key_from, path_from, read_branch, read_thread, thread_id
from ..wording import comments_text
from .base import CommentView, PlaceView, readable_comment
from .talk import write_context


def page_url_of(place: Place) -> str:
    """Return the page that shows a discussion to its viewer.

    Its own plain page, where the page of the host has no address or is not this viewer's to see.
    """
    if place.kind.name == PAGE and not (place.url and can_view(place.user, place.shown)):
        return place.standalone_url()
    return place.url or place.standalone_url()


def comment_url(page_url: str, comment: Comment) -> str:
    """Return the address of a comment on the page that shows its thread."""
    path, _hash, _anchor = page_url.partition("#")
    joint = "&" if "?" in path else "?"
    return f"{path}{joint}at={comment.pk}#comment-{comment.pk}"


class PermalinkView(SocialView):
    """Lead to the part of the thread that holds a comment."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Redirect; a comment that the viewer may not read does not exist."""
        comments = Comment.objects.select_related("discussion")
        comment = get_or_404(comments, request.user, pk=pk)
        place = place_of_discussion(request.user, comment.discussion)
        if comment.is_taken_away and not comment.reply_count:
            readable_comment(place, comments_of(place), pk)
        return HttpResponseRedirect(comment_url(page_url_of(place), comment))


class _WritesComment(PlaceView):
    """Takes a new comment, on its own page or inside another one."""

    @property
    def parent(self) -> Comment | None:
        """The comment that is answered, if any."""
        return None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Post it, or show the form again with what was typed."""
        place = self.place
        parent = self.parent
        form = CommentForm(request.POST, auto_id=self.form_id)
        refusal = None
        if form.is_valid():
            action = PostComment(
                actor=request.user, place=place, parent=parent, **form.cleaned_data
            )
            try:
                return self.posted(action.execute())
            except Refused as error:
                refusal = error
                form.add_error(error.field if error.field in form.fields else None, error.message)
        waiting = refusal.retry_after if refusal else None
        response = self.show_form(form, status=429 if waiting else 422)
        if waiting:
            response["Retry-After"] = str(waiting)
        return response

    @property
    def form_id(self) -> str:
        """The pattern of the ids of the form's fields."""
        parent = self.parent
        return f"reply-{parent.pk}-%s" if parent else f"{thread_id(self.place)}-%s"

    def next_url(self) -> str:
        """Return the page of this site that the form asked to come back to, or nothing."""
        return safe_next(self.request, "")

    def show_form(self, form: CommentForm, *, status: int = 200) -> HttpResponse:
        """Show the form: alone for htmx, else on a page with what is answered."""
        whole = self.request.POST.get("whole") == "1"
        write = write_context(
            self.place, form, whole=whole, next_url=self.next_url(), parent=self.parent
        )
        if getattr(self.request, "htmx", None):
            # A failed check must be swapped in, and only 422 is.
            name = "wagtail_social/conversations/_comment_form.html"
            return render(self.request, name, {"write": write}, status=min(status, 422))
        parent = self.parent
        context = {
            "write": write,
            "place": self.place,
            "back_url": page_url_of(self.place),
            "answered": comment_rows(self.place, [parent]) if parent else [],
        }
        name = "wagtail_social/conversations/comment_form.html"
        return render(self.request, name, social_context(self.request) | context, status=status)

    def posted(self, comment: Comment) -> HttpResponse:
        """Answer with the new comment in its place, or lead to it."""
        place = self.place
        parent = self.parent
        htmx = getattr(self.request, "htmx", None)
        address = comment_url(self.next_url() or page_url_of(place), comment)
        if htmx and not parent and self.request.POST.get("whole") != "1":
            return HttpResponseClientRedirect(address)
        if not htmx:
            draft = write_context(place, CommentForm(), whole=False, parent=parent)["draft"]
            messages.success(self.request, _("Posted."), extra_tags=f"ws-draft:{draft}")
            return SeeOther(address)
        place.discussion.refresh_from_db()  # type: ignore[union-attr]
        rows = comment_rows(place, [Comment.objects.filter(pk=comment.pk)[0]])
        fresh = CommentForm(auto_id=self.form_id)
        write = write_context(place, fresh, whole=True, next_url=self.next_url(), parent=parent)
        context = {
            "write": write,
            "place": place,
            "rows": rows,
            "list_id": thread_id(place),
            "heading": comments_text(place.discussion.comment_count),  # type: ignore[union-attr]
        }
        name = "wagtail_social/conversations/_posted.html"
        response = render(self.request, name, context)
        if parent:
            response = reswap(retarget(response, f"#comment-{parent.pk}"), "afterend")
        return response


class CommentsView(_WritesComment):
    """More of a thread (``after``), more of one branch (``root`` and ``after``), a new comment."""

    @cached_property
    def parent(self) -> Comment | None:
        named = self.request.POST.get("parent", "")
        if not named:
            return None
        key = key_from(named)
        if key is None:
            raise Http404
        return readable_comment(self.place, comments_of(self.place), key)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the next part: rows alone for htmx, else a page."""
        place = self.place
        page_url = page_url_of(place)
        after = path_from(request.GET.get("after"))
        htmx = getattr(request, "htmx", None)
        if "root" in request.GET:
            return self.branch(key_from(request.GET.get("root")), after, page_url)
        if not htmx:
            return HttpResponseRedirect(f"{page_url}?after={after}" if after else page_url)
        thread = read_thread(place, page_url=page_url, after=after)
        name = "wagtail_social/conversations/_thread_part.html"
        return render(request, name, {"thread": thread, "place": place})

    def branch(self, key: int | None, after: str, page_url: str) -> HttpResponse:
        """Show more replies below one top-level comment."""
        place = self.place
        root = comments_of(place).filter(pk=key, depth=0).first() if key is not None else None
        if root is None:
            raise Http404
        thread = read_branch(place, root, after=after)
        context = {"thread": thread, "place": place}
        if getattr(self.request, "htmx", None):
            name = "wagtail_social/conversations/_thread_part.html"
            return render(self.request, name, context)
        context |= {
            "root": comment_rows(place, [root]),
            "back_url": f"{page_url}?at={root.pk}#comment-{root.pk}",
        }
        name = "wagtail_social/conversations/branch.html"
        return render(self.request, name, social_context(self.request) | context)


class ReplyView(_WritesComment, CommentView):
    """Answer a comment: the form inside the thread for htmx, else on a page of its own."""

    @property
    def parent(self) -> Comment:
        return self.comment

    def ask_to_sign_in(self, request: HttpRequest) -> HttpResponse:
        """After signing in one comes to the page of this form, which brings the text back."""
        response = super().ask_to_sign_in(request)
        header = "HX-Redirect" if "HX-Redirect" in response else "Location"
        response[header] = redirect_to_login(request.path)["Location"]
        return response

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form; ``cancel`` empties the place where it stood."""
        if "cancel" in request.GET and getattr(request, "htmx", None):
            return render(request, "wagtail_social/conversations/_cancelled.html")
        if not self.place.takes_part:
            raise Refused(_("Join the group to answer."), code="not_member")
        if not self.place.can_comment:
            raise Refused(_("This discussion has been closed."), code="closed")
        if self.comment.is_taken_away:
            raise Refused(_("This comment has been removed."), code="removed")
        form = CommentForm(initial=unsent_for(request, request.path), auto_id=self.form_id)
        form.fields["source"].widget.attrs["data-ws-focus"] = ""
        return self.show_form(form)


class CommentEditView(CommentView, FormPageView):
    """Change one's own comment."""

    form_class = CommentEditForm
    template_name = "wagtail_social/conversations/comment_edit.html"
    with_source = True

    @property
    def draft(self) -> str:  # type: ignore[override]
        """The key of the draft that the browser keeps."""
        return f"comment-edit-{self.comment.pk}"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form to who may change the comment."""
        EditComment(actor=request.user, comment=self.comment, source="").check()
        if self.comment.is_taken_away:
            raise Refused(_("This comment has been removed."), code="removed")
        return super().get(request)

    def initial(self) -> dict[str, Any]:
        return {"source": self.comment.source}

    def context(self) -> dict[str, Any]:
        return {
            "place": self.place,
            "draft": self.draft,
            "cancel_url": comment_url(page_url_of(self.place), self.comment),
        }

    def save(self, form: CommentEditForm) -> Comment:
        action = EditComment(actor=self.request.user, comment=self.comment, **form.cleaned_data)
        return action.execute()

    def done(self, result: Comment) -> str:
        return _("Saved.")

    def target(self, result: Comment) -> str:
        return comment_url(page_url_of(self.place), result)


class CommentRemoveView(CommentView, FormPageView):
    """Ask before a comment is taken away; a moderator says why."""

    form_class = RemovalForm
    template_name = "wagtail_social/conversations/remove.html"

    @property
    def own(self) -> bool:
        """Whether the viewer wrote it."""
        return self.comment.author_id == self.request.user.pk

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask."""
        if not (self.own or self.place.can_moderate):
            raise Refused(_("Only the author and moderators remove a comment."), code="not_yours")
        return super().get(request)

    def form_options(self) -> dict[str, Any]:
        return {"own": self.own}

    def context(self) -> dict[str, Any]:
        return {
            "title": _("Remove this comment?"),
            "text": _("Its text goes; replies keep their place. It can be restored."),
            "cancel_url": comment_url(page_url_of(self.place), self.comment),
        }

    def save(self, form: RemovalForm) -> Comment:
        reason = form.cleaned_data.get("reason", "")
        actor = self.request.user
        return RemoveComment(actor=actor, comment=self.comment, reason=reason).execute()

    def done(self, result: Comment) -> str:
        return _("The comment has been removed.")

    def target(self, result: Comment) -> str:
        return comment_url(page_url_of(self.place), result)


class CommentRestoreView(CommentView, ActionView):
    """Bring a removed comment back."""

    def action(self) -> Action[Any]:
        return RestoreComment(actor=self.request.user, comment=self.comment)

    def done(self, result: Comment) -> str:
        return _("The comment is back.")

    def target(self, result: Comment) -> str:
        return comment_url(page_url_of(self.place), result)
