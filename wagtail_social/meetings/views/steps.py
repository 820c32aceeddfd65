"""A meeting goes on: each step says first who will be told."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail_social.views import SeeOther

from ..actions.planning import DeleteDraft
from ..actions.states import CancelMeeting, OpenMeeting, StartMeeting
from ..forms import StepForm
from ..models import Meeting
from .base import MeetingFormView


class StepView(MeetingFormView):
    """A question before a step. ``ready`` names what the seat must allow for it to be asked.

    Who comes too late, or twice, is led to the meeting and sees how it stands.
    """

    may = "can_run"
    template_name = "wagtail_social/meetings/step.html"
    form_class: ClassVar[type[forms.Form]] = StepForm
    ready: ClassVar[str]
    danger: ClassVar[bool] = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask, where there is something to ask."""
        if not getattr(self.seat, self.ready):
            return SeeOther(self.meeting.get_absolute_url())
        return super().get(request, *args, **kwargs)

    @property
    def told(self) -> int:
        """How many people are told, unless one says otherwise."""
        return self.meeting.guests().exclude(pk=self.request.user.pk).count()

    def form_options(self) -> dict[str, Any]:
        """Return whether there is anybody to tell."""
        return {"told": self.told}

    def question(self) -> tuple[str, str, str]:
        """Return title, explanation and label of the button."""
        raise NotImplementedError

    def context(self) -> dict[str, Any]:
        """Return the words of the page."""
        title, text, label = self.question()
        return super().context() | {
            "title": title,
            "text": text,
            "told": self.told_text(),
            "action_label": label,
            "danger": self.danger,
            "cancel_url": self.meeting.get_absolute_url(),
        }

    def told_text(self) -> str:
        """Return who will be told, in words."""
        if not self.told:
            return _("Nobody else is invited, so nobody will be told.")
        return ngettext(
            "%(count)s person will be told.", "%(count)s people will be told.", self.told
        ) % {"count": self.told}


class OpenView(StepView):
    """Open a draft."""

    ready = "can_open"

    def question(self) -> tuple[str, str, str]:
        """Say what opening does."""
        text = _("Who is invited can then read the agenda, ask questions and say who comes.")
        if self.meeting.group is not None:
            text = _("The group can then read the agenda and ask questions.")
        return _("Open this meeting?"), text, _("Open the meeting")

    def save(self, form: StepForm) -> Meeting:
        """Open it."""
        quiet = form.cleaned_data.get("quiet", False)
        return OpenMeeting(actor=self.request.user, meeting=self.meeting, quiet=quiet).execute()

    def done(self, result: Meeting) -> str:
        """Say so."""
        return _("The meeting is open.")


class StartView(StepView):
    """Begin. Nobody is told: they sit there."""

    ready = "can_start"
    form_class = forms.Form

    def form_options(self) -> dict[str, Any]:
        """Nothing is chosen."""
        return {}

    def question(self) -> tuple[str, str, str]:
        """Say what starting does."""
        text = _("Nothing more can be proposed for the agenda then.")
        return _("Start this meeting?"), text, _("Start the meeting")

    def told_text(self) -> str:
        """Say that nobody is told."""
        return _("Nobody will be told.")

    def save(self, form: forms.Form) -> Meeting:
        """Start it."""
        return StartMeeting(actor=self.request.user, meeting=self.meeting, quiet=True).execute()

    def done(self, result: Meeting) -> str:
        """Say so."""
        return _("The meeting has begun.")

    def target(self, result: Meeting) -> str:
        """Go to where the minutes are taken."""
        return self.address("meeting_session")


class CancelView(StepView):
    """Say that it does not take place."""

    ready = "can_cancel"
    danger = True

    def question(self) -> tuple[str, str, str]:
        """Say what stays."""
        text = _("Agenda, documents and discussions stay to read. This cannot be undone.")
        return _("Cancel this meeting?"), text, _("Cancel the meeting")

    def save(self, form: StepForm) -> Meeting:
        """Cancel it."""
        quiet = form.cleaned_data.get("quiet", False)
        return CancelMeeting(actor=self.request.user, meeting=self.meeting, quiet=quiet).execute()

    def done(self, result: Meeting) -> str:
        """Say so."""
        return _("The meeting is cancelled.")


class DeleteView(StepView):
    """Delete a draft."""

    ready = "can_delete"
    danger = True
    form_class = forms.Form

    def form_options(self) -> dict[str, Any]:
        """Nothing is chosen."""
        return {}

    def question(self) -> tuple[str, str, str]:
        """Say what goes."""
        text = _("Its agenda and its documents go with it. This cannot be undone.")
        return _("Delete this draft?"), text, _("Delete the draft")

    def told_text(self) -> str:
        """Say that nobody knows of it."""
        return _("Nobody has been told of it, and nobody will be told.")

    def save(self, form: forms.Form) -> Meeting:
        """Delete it."""
        return DeleteDraft(actor=self.request.user, meeting=self.meeting).execute()

    def done(self, result: Meeting) -> str:
        """Say so."""
        return _("The draft is deleted.")

    def target(self, result: Meeting) -> str:
        """Go to the list that it stood in."""
        if result.group is None:
            return reverse("wagtail_social:meetings")
        return reverse("wagtail_social:group_meetings", args=[result.group.slug])
