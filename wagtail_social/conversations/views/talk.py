"""What every page with a discussion shows of it: the thread, the form, following."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from wagtail_social.unsent import unsent_for

from ..calls import calls_at, read_calls
from ..forms import CommentForm
from ..models import DiscussionState, Subscription
from ..presenting import Presenter
from ..targets import Place
from ..threads import key_from, path_from, read_thread, thread_id
from ..wording import comments_text


def talk_context(
    request: HttpRequest,
    place: Place,
    *,
    page_url: str,
    stay: bool = False,
    presenter: Presenter | None = None,
) -> dict[str, Any]:
    """Return what ``wagtail_social/conversations/_talk.html`` draws.

    ``page_url`` is the page that shows the discussion; the part of the thread comes from its
    address (``after``, ``at``). With ``stay`` a new comment leads back to that page. ``presenter``
    is that of the page, where it shows more people.
    """
    after = path_from(request.GET.get("after"))
    at = key_from(request.GET.get("at"))
    presenter = presenter or Presenter()
    called = read_calls(place, presenter)
    thread = read_thread(place, page_url=page_url, after=after, at=at, presenter=presenter)
    context = {
        "place": place,
        "thread": thread,
        "calls": calls_at(place, called, presenter),
        "heading": comments_text(thread.count) if thread.count else "",
        "answer_url": (
            reverse("wagtail_social:post_answer", args=[place.target.pk])
            if place.can_accept
            else ""
        ),
        "menu_id": f"{place.kind.name}-{place.target.pk}-menu",
        "menu_url": reverse(
            "wagtail_social:discussion_menu", args=[place.kind.name, place.target.pk]
        ),
        "menu_label": _("More actions"),
        "closed": place.state != DiscussionState.OPEN,
        "locked": place.state == DiscussionState.LOCKED,
    }
    if place.post is None:
        context["follow"] = follow_context(place)
    if place.can_comment:
        context["call_url"] = reverse(
            "wagtail_social:call", args=[place.kind.name, place.target.pk]
        )
        unsent = unsent_for(request, place.comments_url())
        form = CommentForm(initial=unsent, auto_id=f"{thread.element_id}-%s")
        context["write"] = write_context(
            place, form, whole=thread.whole, next_url=page_url if stay else ""
        )
    return context


def write_context(
    place: Place, form: CommentForm, *, whole: bool, next_url: str = "", parent: Any = None
) -> dict[str, Any]:
    """Return what ``wagtail_social/conversations/_comment_form.html`` draws.

    ``whole``: the page shows the thread to its end, so that a new comment can be put behind it.
    """
    target = (place.kind.name, place.target.pk)
    replying = parent is not None
    return {
        "form": form,
        "url": (
            reverse("wagtail_social:comment_reply", args=[*target, parent.pk])
            if replying
            else place.comments_url()
        ),
        "element_id": f"comment-{parent.pk}" if replying else thread_id(place),
        "draft": f"reply-{parent.pk}" if replying else f"comment-{target[0]}-{target[1]}",
        "people_url": reverse("wagtail_social:suggest_people", args=target),
        "whole": whole,
        "next_url": next_url,
        "parent": parent,
    }


def follow_context(place: Place) -> dict[str, Any]:
    """Return what the button for following a discussion draws: id, address, and how it is now."""
    level = ""
    if place.discussion is not None:
        level = Subscription.objects.level_of(place.user, place.discussion)
    return {
        "id": f"follow-{place.kind.name}-{place.target.pk}",
        "url": reverse("wagtail_social:follow_discussion", args=[place.kind.name, place.target.pk]),
        "following": level == "following",
        "level": level,
    }
