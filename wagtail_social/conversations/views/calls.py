"""Asking colleagues for their view in a discussion."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail_social.actions import Refused
from wagtail_social.form_pages import FormPageView
from wagtail_social.groups.models import Membership

from ..actions import CallColleagues
from ..forms import CallForm
from ..models import Call
from .base import PlaceView
from .comments import page_url_of


class CallView(PlaceView, FormPageView):
    """Ask colleagues for their view, with a line of text that only they read."""

    form_class = CallForm
    template_name = "wagtail_social/conversations/call.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form to who may ask here."""
        CallColleagues(actor=request.user, place=self.place, user_ids=()).check()
        return super().get(request)

    def form_options(self) -> dict[str, Any]:
        return {"viewer": self.request.user, "in_group": self.place.standing is not None}

    def context(self) -> dict[str, Any]:
        place = self.place
        target = (place.kind.name, place.target.pk)
        return {
            "place": place,
            "people_url": reverse("wagtail_social:suggest_people", args=target),
            "cancel_url": page_url_of(place),
        }

    def save(self, form: CallForm) -> list[Call]:
        chosen = list(form.cleaned_data["people"])
        if form.cleaned_data.get("moderators"):
            chosen += self.moderators()
        if not chosen:
            raise Refused(_("Nobody else moderates this group."), code="nobody", field="moderators")
        return CallColleagues(
            actor=self.request.user,
            place=self.place,
            user_ids=chosen,
            text=form.cleaned_data["text"],
        ).execute()

    def moderators(self) -> list[Any]:
        """Return the ids of those who moderate the group, but for the viewer."""
        assert self.place.standing is not None
        rows = Membership.objects.filter(group=self.place.standing.group).moderating()
        others = rows.of_active_people().exclude(user=self.place.user)
        return list(others.values_list("user_id", flat=True))

    def done(self, result: list[Call]) -> str:
        if not result:
            return _("Nobody new was asked: you have asked them already.")
        return ngettext(
            "%(count)s colleague is asked now.", "%(count)s colleagues are asked now.", len(result)
        ) % {"count": len(result)}

    def target(self, result: list[Call]) -> str:
        path, _hash, _anchor = page_url_of(self.place).partition("#")
        return f"{path}#talk"
