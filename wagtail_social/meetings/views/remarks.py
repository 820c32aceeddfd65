"""What people say of the draft of minutes, and what who runs the meeting answers."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from wagtail_social.access import get_or_404
from wagtail_social.people.adapters import get_adapter, unknown_person
from wagtail_social.views import SeeOther

from ..actions.remarks import AnswerRemark, MakeRemark
from ..minutes_forms import CHANGED, LEFT, AnswerRemarkForm, RemarkForm
from ..models import AgendaItem, Remark, RemarkState
from .base import MeetingFormView


class _RemarkForm(MeetingFormView):
    """A form that leads to the minutes, where the remark stands."""

    may = "can_read_remarks"
    template_name = "wagtail_social/meetings/minutes/remark_form.html"

    def context(self) -> dict[str, Any]:
        """Return the way back."""
        return super().context() | {"cancel_url": self.address("meeting_minutes")}

    def target(self, result: Remark) -> str:
        """Go to the remark."""
        return f"{self.address('meeting_minutes')}#remark-{result.pk}"


class MakeRemarkView(_RemarkForm):
    """Say something of the draft. After the window the form says so, and keeps what was typed."""

    form_class = RemarkForm

    @property
    def draft(self) -> str:  # type: ignore[override]
        """The name of the draft that the browser keeps."""
        return f"remark-{self.meeting.pk}"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form; where nothing can be said, the minutes say so."""
        if not self.seat.is_invited:
            raise Http404
        if not self.seat.can_remark:
            return SeeOther(self.address("meeting_minutes"))
        return super().get(request, *args, **kwargs)

    @cached_property
    def items(self) -> list[AgendaItem]:
        """What the minutes speak of."""
        return list(AgendaItem.objects.filter(meeting=self.meeting).on_agenda())

    def initial(self) -> dict[str, Any]:
        """Return the item that the address names."""
        return {"item": self.request.GET.get("item", "")}

    def form_options(self) -> dict[str, Any]:
        """Return the items to choose from."""
        return {"items": self.items}

    def context(self) -> dict[str, Any]:
        """Return the words of the page."""
        return super().context() | {
            "heading": _("Your remark on the draft"),
            "save_label": _("Send"),
            "draft": self.draft,
        }

    def save(self, form: RemarkForm) -> Remark:
        """Make it."""
        return MakeRemark(
            actor=self.request.user, meeting=self.meeting, **form.cleaned_data
        ).execute()

    def done(self, result: Remark) -> str:
        """Say so."""
        return _("Thank you. Who runs the meeting has been told.")


class AnswerRemarkView(_RemarkForm):
    """Answer a remark."""

    may = "can_run"
    form_class = AnswerRemarkForm

    @cached_property
    def remark(self) -> Remark:
        """The remark, looked up among those of the meeting. Raises ``Http404``."""
        remarks = Remark.objects.filter(meeting=self.meeting).select_related("item")
        found: Remark = get_or_404(remarks, self.request.user, pk=self.kwargs["remark"])
        return found

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, as long as the draft can be changed."""
        if self.remark and not self.seat.can_answer_remarks:
            return SeeOther(self.address("meeting_minutes"))
        return super().get(request, *args, **kwargs)

    def initial(self) -> dict[str, Any]:
        """Return the answer that was given before."""
        outcomes = {RemarkState.TAKEN: CHANGED, RemarkState.DECLINED: LEFT}
        return {
            "outcome": outcomes.get(RemarkState(self.remark.state), ""),
            "answer": self.remark.answer,
        }

    def context(self) -> dict[str, Any]:
        """Return the remark and the words of the page."""
        cards = get_adapter().cards([self.remark.author_id])
        return super().context() | {
            "heading": _("Answer a remark"),
            "save_label": _("Answer"),
            "remark": self.remark,
            "author": cards.get(self.remark.author_id, unknown_person()),
        }

    def save(self, form: AnswerRemarkForm) -> Remark:
        """Keep the answer."""
        return AnswerRemark(
            actor=self.request.user,
            meeting=self.meeting,
            remark=self.remark,
            changed=form.cleaned_data["outcome"] == CHANGED,
            answer=form.cleaned_data["answer"],
        ).execute()

    def done(self, result: Remark) -> str:
        """Say so."""
        return _("Who said it has been told.")
