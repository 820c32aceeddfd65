"""What people do with a discussion: react, follow, close, see who reacted, name colleagues."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from wagtail_social.actions import Action, Refused
from wagtail_social.lists import typed_in
from wagtail_social.people.adapters import get_adapter
from wagtail_social.people.models import Profile
from wagtail_social.templatetags.wagtail_social_elements import REACTION_ICONS
from wagtail_social.throttling import throttle
from wagtail_social.views import ActionView, SocialPageView
from wagtail_social.visiting import visited

from ..actions import ChangeDiscussionState, FollowDiscussion, React
from ..menus import comment_menu, discussion_menu
from ..models import Comment, DiscussionState, Reaction, ReactionKind
from ..notifying import DISCUSSION
from ..presenting import reaction_bars
from ..targets import POST
from ..threads import key_from
from .base import CommentView, FragmentActionView, PlaceView
from .comments import comment_url, page_url_of
from .talk import follow_context, talk_context

#: Colleagues who reacted, on one page.
WHO = 60
#: Colleagues suggested for a mention.
SUGGESTED = 8


class DiscussionView(PlaceView, SocialPageView):
    """A discussion on a page of its own, wherever its subject is."""

    template_name = "wagtail_social/conversations/discussion.html"

    def get(self, request: HttpRequest, target: str, target_id: int) -> HttpResponse:
        """Show it; a post has its own page."""
        place = self.place
        if place.kind.name == POST:
            return HttpResponseRedirect(place.url)
        if place.discussion is not None:
            visited(request, DISCUSSION, place.discussion.pk)
        return self.show(**talk_context(request, place, page_url=request.path, stay=True))


class _ReactionBar(PlaceView):
    """The reactions of a discussion's head or of one comment."""

    @property
    def reacted_comment(self) -> Comment | None:
        """The comment that is reacted to, if it is one."""
        return None

    def bar(self, *, opened: bool) -> dict[str, Any]:
        """Return what ``_reactions.html`` draws."""
        place, comment = self.place, self.reacted_comment
        args: list[Any] = [place.kind.name, place.target.pk]
        if comment is not None:
            bars = reaction_bars(place.user, "comment", [comment.pk])
            prefix, key, args = "comment_", comment.pk, [*args, comment.pk]
        else:
            key = place.discussion.pk if place.discussion else 0
            bars, prefix = reaction_bars(place.user, "discussion", [key]), ""
        name = f"comment-{comment.pk}" if comment else f"{place.kind.name}-{place.target.pk}"
        react = "comment_react" if prefix else "react"
        return {
            "element_id": name,
            "reactions": bars(key),
            "react_url": reverse(f"wagtail_social:{react}", args=args),
            "who_url": reverse(f"wagtail_social:{prefix}reactions", args=args),
            "can_react": place.takes_part and not (comment and comment.is_taken_away),
            "opened": opened,
        }


class ReactView(_ReactionBar, FragmentActionView):
    """Give a reaction (``kind``), or take it back (``withdraw``)."""

    def action(self) -> Action[Any]:
        withdrawn = self.request.POST.get("withdraw", "")
        return React(
            actor=self.request.user,
            place=self.place,
            kind=withdrawn or self.request.POST.get("kind", ""),
            given=not withdrawn,
            comment=self.reacted_comment,
        )

    def fragment(self) -> tuple[str, dict[str, Any]]:
        return "wagtail_social/conversations/_reactions.html", self.bar(opened=False)

    def target(self, result: Any) -> str:
        return page_url_of(self.place)


class CommentReactView(CommentView, ReactView):
    """React to a comment."""

    @property
    def reacted_comment(self) -> Comment:
        return self.comment

    def target(self, result: Any) -> str:
        return comment_url(page_url_of(self.place), self.comment)


class ReactionsView(_ReactionBar, SocialPageView):
    """Who reacted, and the choice of reactions; for htmx the bar with the choice open."""

    template_name = "wagtail_social/conversations/reactions.html"
    fragment_name = "wagtail_social/conversations/_reactions.html"

    def context(self) -> dict[str, Any]:
        bar = self.bar(opened=True)
        if getattr(self.request, "htmx", None) and "after" not in self.request.GET:
            return bar
        rows = Reaction.objects.filter(
            discussion=self.place.discussion, comment=self.reacted_comment
        ).filter(user__is_active=True)
        after = key_from(self.request.GET.get("after"))
        if after is not None:
            rows = rows.filter(pk__lt=after)
        found = list(rows.order_by("-pk")[: WHO + 1]) if self.place.discussion else []
        cards = get_adapter().cards([row.user_id for row in found])
        labels = dict(ReactionKind.choices)
        comment = self.reacted_comment
        page_url = page_url_of(self.place)
        more = f"{self.request.path}?after={found[WHO - 1].pk}" if len(found) > WHO else ""
        if getattr(self.request, "htmx", None):
            self.fragment_name = "wagtail_social/conversations/_who.html"
        return bar | {
            "choices": [
                {**item, "icon": REACTION_ICONS.get(item["kind"], "smile")}
                for item in bar["reactions"]
            ],
            "people": [
                (cards[row.user_id], row.kind, labels.get(row.kind, row.kind))
                for row in found[:WHO]
                if row.user_id in cards
            ],
            "more_url": more,
            "back_url": comment_url(page_url, comment) if comment else page_url,
        }


class CommentReactionsView(CommentView, ReactionsView):
    """Who reacted to a comment."""

    @property
    def reacted_comment(self) -> Comment:
        return self.comment


class FollowView(PlaceView, FragmentActionView):
    """Follow a discussion, mute it, or neither. ``level`` says which; without it, it turns."""

    def action(self) -> Action[Any]:
        request = self.request
        level = request.POST.get("level", request.GET.get("level"))
        if level is None:
            level = "" if follow_context(self.place)["following"] else "following"
        return FollowDiscussion(actor=request.user, place=self.place, level=level)

    def done(self, result: Any) -> str:
        if result is None:
            return _("You no longer follow this discussion.")
        if result.level == "muted":
            return _("You hear nothing more of this conversation, unless somebody names you.")
        return _("You follow this discussion.")

    def fragment(self) -> tuple[str, dict[str, Any]]:
        name = "wagtail_social/conversations/_follow.html"
        return name, follow_context(self.place)

    def target(self, result: Any) -> str:
        return page_url_of(self.place)


class DiscussionStateView(PlaceView, ActionView):
    """Close, reopen, lock and unlock a discussion."""

    def action(self) -> Action[Any]:
        state = self.request.POST.get("state") or self.request.GET.get("state") or ""
        return ChangeDiscussionState(actor=self.request.user, place=self.place, state=state)

    def done(self, result: Any) -> str:
        return {
            DiscussionState.OPEN: _("The discussion is open again."),
            DiscussionState.CLOSED: _("The discussion is closed. It stays to read."),
            DiscussionState.LOCKED: _("The discussion is locked. Only moderators unlock it."),
        }[DiscussionState(result.state)]

    def target(self, result: Any) -> str:
        return page_url_of(self.place)


class DiscussionMenuView(PlaceView, SocialPageView):
    """What else one can do with a post or a discussion: the menu for htmx, else a page."""

    template_name = "wagtail_social/conversations/menu.html"
    fragment_name = "wagtail_social/conversations/_menu.html"

    def context(self) -> dict[str, Any]:
        place = self.place
        return {
            "items": discussion_menu(place, follow_context(place)["level"], self.request),
            "menu_id": f"{place.kind.name}-{place.target.pk}-menu",
            "label": _("More actions on this post") if place.post else _("More actions"),
            "back_url": page_url_of(place),
        }


class CommentMenuView(CommentView, SocialPageView):
    """What else one can do with a comment."""

    template_name = "wagtail_social/conversations/menu.html"
    fragment_name = "wagtail_social/conversations/_menu.html"

    def context(self) -> dict[str, Any]:
        return {
            "items": comment_menu(self.place, self.comment, self.request),
            "menu_id": f"comment-{self.comment.pk}-menu",
            "label": _("More actions on this comment"),
            "back_url": comment_url(page_url_of(self.place), self.comment),
        }


class SuggestPeopleView(PlaceView):
    """Colleagues one can mention here: only those who may read the discussion."""

    def get(self, request: HttpRequest, target: str, target_id: int) -> JsonResponse:
        """Answer what was typed behind the @."""
        place = self.place
        try:
            throttle("suggest", request.user)
        except Refused as refusal:
            response = JsonResponse({"results": []}, status=429)
            response["Retry-After"] = str(refusal.retry_after)
            return response
        typed = typed_in(request)
        if not typed:
            return JsonResponse({"results": []})
        audience = place.kind.audience(place.target)
        profiles = Profile.objects.visible_to(request.user).filter(user__in=audience.values("pk"))
        found = profiles.matching(typed).for_cards().order_by("handle")[:SUGGESTED]
        adapter = get_adapter()
        results = []
        for profile in found:
            card = adapter.card(profile)
            results.append(
                {
                    "insert": f"@{profile.handle}",
                    "label": card.name,
                    "detail": card.department or card.job_title,
                }
            )
        return JsonResponse({"results": results})
