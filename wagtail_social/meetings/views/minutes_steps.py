"""Minutes go on: each step says first who will be told."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail_social.views import SeeOther

from ..actions.corrections import BeginCorrection, GiveUpCorrection, PublishCorrection
from ..actions.minutes import ApproveMinutes, CloseMeeting, DraftMinutes
from ..minutes.agreed import corrected_content
from ..minutes.content import content_of, without_html
from ..minutes.freezing import newest_version
from ..minutes.showing import differences, minutes_of
from ..minutes_forms import ApproveForm, CorrectionForm, DraftForm
from ..models import Meeting, MinutesVersion, Remark
from ..notifying_minutes import told_of_minutes
from .base import MeetingActionView
from .steps import StepView


class _MinutesStep(StepView):
    """A step that leads to the minutes."""

    def target(self, result: Any) -> str:
        """Go to the minutes."""
        return self.address("meeting_minutes")


class _PublishingStep(_MinutesStep):
    """A step after which all who read the meeting read its minutes."""

    @cached_property
    def told(self) -> int:
        """How many people are told: who is invited, and who is in the group."""
        return told_of_minutes(self.meeting, self.request.user).count()

    def told_text(self) -> str:
        """Say how many; in a group, that each chooses how much of its news they want."""
        said = super().told_text()
        if self.told and self.meeting.group is not None:
            said += " " + _("Who is in the group without being invited finds it in its news.")
        return said


class DraftView(_MinutesStep):
    """Show the draft to who was invited."""

    ready = "can_draft"
    form_class = DraftForm

    def form_options(self) -> dict[str, Any]:
        return super().form_options() | {"meeting": self.meeting}

    def question(self) -> tuple[str, str, str]:
        text = _(
            "Who was invited reads the draft then, and can say what should be different. You can "
            "go on changing it until it is approved."
        )
        return _("Show the draft of the minutes?"), text, _("Show the draft")

    def save(self, form: DraftForm) -> Meeting:
        return DraftMinutes(
            actor=self.request.user,
            meeting=self.meeting,
            until=form.cleaned_data["until"],
            quiet=form.cleaned_data.get("quiet", False),
        ).execute()

    def done(self, result: Meeting) -> str:
        return _("Who was invited can read the draft now.")


class ApproveView(_PublishingStep):
    """Approve the minutes."""

    ready = "can_approve"
    form_class = ApproveForm

    def form_options(self) -> dict[str, Any]:
        waiting = Remark.objects.filter(meeting=self.meeting).change_requests().count()
        return super().form_options() | {"waiting": waiting}

    def question(self) -> tuple[str, str, str]:
        text = _(
            "What is written is kept as it is now, and all who read the meeting read it. Later "
            "corrections are new versions that everybody can compare."
        )
        if self.takes_remarks:
            text += " " + _("People can still make remarks; approving ends that.")
        return _("Approve these minutes?"), text, _("Approve the minutes")

    @property
    def takes_remarks(self) -> bool:
        """Whether the date until which remarks are taken is still to come."""
        until = self.meeting.remarks_until
        return until is not None and timezone.now() <= until

    def save(self, form: ApproveForm) -> Meeting:
        return ApproveMinutes(
            actor=self.request.user,
            meeting=self.meeting,
            despite_requests=form.cleaned_data.get("despite_requests", False),
            quiet=form.cleaned_data.get("quiet", False),
        ).execute()

    def done(self, result: Meeting) -> str:
        return _("The minutes are approved.")


class CloseView(StepView):
    """Close the meeting."""

    ready = "can_close"
    form_class = forms.Form

    def form_options(self) -> dict[str, Any]:
        """Nothing is chosen."""
        return {}

    def question(self) -> tuple[str, str, str]:
        text = _("Everything stays to read. What is still to be done goes on until it is done.")
        return _("Close this meeting?"), text, _("Close the meeting")

    def told_text(self) -> str:
        return _("Nobody will be told.")

    def save(self, form: forms.Form) -> Meeting:
        return CloseMeeting(actor=self.request.user, meeting=self.meeting, quiet=True).execute()

    def done(self, result: Meeting) -> str:
        return _("The meeting is closed.")


class CorrectView(StepView):
    """Begin a correction. Nobody is told before it is published."""

    ready = "can_correct"
    form_class = forms.Form

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask; where a correction has been begun, go on with it."""
        if self.seat.is_correcting:
            return SeeOther(self.address("meeting_correction"))
        return super().get(request, *args, **kwargs)

    def form_options(self) -> dict[str, Any]:
        """Nothing is chosen."""
        return {}

    def question(self) -> tuple[str, str, str]:
        text = _(
            "You can change notes and outcomes again. Everybody else reads the approved minutes "
            "until you publish the correction as a new version; the old one stays to read."
        )
        return _("Correct the minutes?"), text, _("Write a correction")

    def told_text(self) -> str:
        return _("Nobody will be told before you publish it.")

    def save(self, form: forms.Form) -> Meeting:
        return BeginCorrection(actor=self.request.user, meeting=self.meeting).execute()

    def target(self, result: Meeting) -> str:
        """Go to where the correction is written."""
        return self.address("meeting_session")


class CorrectionView(_PublishingStep):
    """The correction as it is written, and the form that publishes it."""

    ready = "is_correcting"
    form_class = CorrectionForm
    template_name = "wagtail_social/meetings/minutes/correction.html"

    def question(self) -> tuple[str, str, str]:
        return _("A correction is being written"), "", _("Publish the correction")

    def context(self) -> dict[str, Any]:
        """Return the minutes as they will read, and where they differ from those approved."""
        last = newest_version(self.meeting)
        before = {} if last is None else without_html(last.content)
        content = corrected_content(self.meeting, before) if before else content_of(self.meeting)
        return super().context() | {
            "minutes": minutes_of(content),
            "differences": differences(before, content),
            "session_url": self.address("meeting_session"),
            "give_up_url": self.address("meeting_correction_end"),
            "cancel_url": self.address("meeting_minutes"),
        }

    def save(self, form: CorrectionForm) -> MinutesVersion:
        return PublishCorrection(
            actor=self.request.user,
            meeting=self.meeting,
            reason=form.cleaned_data["reason"],
            quiet=form.cleaned_data.get("quiet", False),
        ).execute()

    def done(self, result: MinutesVersion) -> str:
        return _("The correction is published as version %(number)s.") % {"number": result.number}


class GiveUpCorrectionView(MeetingActionView):
    """Leave the approved minutes as they are."""

    may = "can_correct"

    def action(self) -> GiveUpCorrection:
        return GiveUpCorrection(actor=self.request.user, meeting=self.meeting)

    def done(self, result: Meeting) -> str:
        return _("The minutes stay as they were approved.")

    def target(self, result: Meeting) -> str:
        """Go to the minutes."""
        return self.address("meeting_minutes")
