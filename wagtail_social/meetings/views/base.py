"""What the views of one meeting share: the meeting, the viewer's seat, and who may come in."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from wagtail_social.access import get_or_404
from wagtail_social.actions import Refused
from wagtail_social.form_pages import FormPageView
from wagtail_social.views import ActionView, SocialPageView, SocialView

from ..actions.meanwhile import CHANGED_MEANWHILE
from ..models import Meeting
from ..seat import Seat, seat_of


class MeetingPart(SocialView):
    """A view of one meeting. ``may`` names what the viewer's seat must allow; else a 404."""

    may: ClassVar[str] = "can_see"

    @cached_property
    def meeting(self) -> Meeting:
        """The meeting, if the viewer may read it."""
        meetings = Meeting.objects.select_related("group")
        return get_or_404(meetings, self.request.user, pk=self.kwargs["meeting"])

    @cached_property
    def seat(self) -> Seat:
        """The viewer's seat at it. Raises ``Http404`` where ``may`` is not allowed."""
        seat = seat_of(self.request.user, self.meeting)
        if not (seat.can_see and getattr(seat, self.may)):
            raise Http404
        return seat

    def enter(self) -> None:
        """Raise ``Http404`` for who may not come in."""
        assert self.seat.can_see

    def address(self, name: str, *arguments: Any) -> str:
        """Return the address of another page of this meeting, by the name of its URL."""
        return reverse(f"wagtail_social:{name}", args=[self.meeting.pk, *arguments])


class MeetingPageView(MeetingPart, SocialPageView):
    """A page of a meeting."""

    def context(self) -> dict[str, Any]:
        """Return the meeting and the viewer's seat."""
        self.enter()
        return {"meeting": self.meeting, "seat": self.seat}


class MeetingFormView(MeetingPart, FormPageView):
    """A form of a meeting, for who prepares it."""

    may = "can_prepare"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form to who may use it."""
        self.enter()
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the form from who may use it."""
        self.enter()
        return super().post(request, *args, **kwargs)

    def context(self) -> dict[str, Any]:
        """Return the meeting and the viewer's seat."""
        return {"meeting": self.meeting, "seat": self.seat}

    def target(self, result: Any) -> str:
        """Go to the meeting."""
        return self.meeting.get_absolute_url()


class MeanwhileForm(FormPageView):
    """A form of what others change too: ``initial`` has ``seen``, the fingerprint of what it shows.

    Sent again after somebody else's change, it goes through: whoever sends it has been told.
    """

    def read_anew(self) -> None:
        """Forget what was read before somebody else changed it."""
        raise NotImplementedError

    def again(self, form: forms.Form, refusal: Refused | None = None) -> HttpResponse:
        """Show what was typed; where something changed meanwhile, as an answer to that."""
        if refusal is not None and refusal.code == CHANGED_MEANWHILE:
            self.read_anew()
            typed = self.request.POST.copy()
            typed["seen"] = self.initial()["seen"]
            form.data = typed
        return super().again(form, refusal)


class MeetingActionView(MeetingPart, ActionView):
    """A button of a meeting."""

    may = "can_prepare"

    def target(self, result: Any) -> str:
        """Go to the meeting."""
        return self.meeting.get_absolute_url()
