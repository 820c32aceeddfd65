"""Reports in the Wagtail admin: those that the viewer answers, by the same rule as on the site."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.ui.tables import DateColumn, StatusTagColumn

from wagtail_social.actions import Action
from wagtail_social.administration.bulk import RowAction
from wagtail_social.administration.columns import NoteColumn
from wagtail_social.administration.filters import ChoiceOf, DateRange, RowFilterSet
from wagtail_social.administration.viewsets import ClosedViewSet
from wagtail_social.groups.viewsets import group_filter, moment_text, person_filter
from wagtail_social.people.adapters import get_adapter, unknown_person

from .actions import DecideReport
from .cards import report_cards
from .models import Reason, Report, ReportState


def reports_overseen_by(user: Any) -> Any:
    """Return the reports that this user answers. Nobody finds one about what they wrote."""
    return Report.objects.for_moderator(user).select_related(
        "discussion", "group", "reporter", "reported_author"
    )


def _name(user: Any) -> str:
    return get_adapter().name(user) if user else unknown_person().name


def place_of(row: Any) -> str:
    """Return the group, or that it is on a page."""
    return row.group.title if row.group else _("Page of the site")


class DecisionForm(forms.Form):
    """An answer: what was done, and why."""

    state = forms.ChoiceField(
        label=gettext_lazy("What has become of it"),
        choices=[choice for choice in ReportState.choices if choice[0] != ReportState.WAITING],
        widget=forms.RadioSelect,
    )
    decision = forms.CharField(
        label=gettext_lazy("Your answer"),
        help_text=gettext_lazy("The person who reported it reads this."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AnswerReports(RowAction):
    """Answer reports: one answer for all that were chosen."""

    models = [Report]
    action_type = "answer"
    action_priority = 10
    icon_name = "comment"
    display_name = gettext_lazy("Answer")
    aria_label = gettext_lazy("Answer the selected reports")
    heading = gettext_lazy("Answer reports")
    explanation = gettext_lazy(
        "An answer stays on record and cannot be changed. It removes nothing: to take a text "
        "away, go to Posts or Comments."
    )
    not_possible = gettext_lazy("Answered already:")
    form_class = DecisionForm

    def rows_for(self, user: Any) -> Any:
        """Return the reports that the viewer answers."""
        return reports_overseen_by(user)

    def applies(self, row: Any) -> bool:
        """Only what waits."""
        return row.state == ReportState.WAITING

    def label_of(self, row: Any) -> str:
        """Return reason and place."""
        return f"{row.get_reason_display()} · {place_of(row)}"

    def action_for(self, row: Any, data: dict[str, Any]) -> Action[Any]:
        """Answer it."""
        return DecideReport(actor=self.request.user, report=row, **data)

    def done_text(self, count: int) -> str:
        """Say how many, and who reads it."""
        return ngettext(
            "%(count)s report answered. Who reported it can read your answer.",
            "%(count)s reports answered. Who reported them can read your answer.",
            count,
        ) % {"count": count}


class ReportFilterSet(RowFilterSet):
    """What a list of reports can be narrowed to."""

    state = ChoiceOf(label=gettext_lazy("State"), choices=ReportState.choices)
    reason = ChoiceOf(label=gettext_lazy("Reason"), choices=Reason.choices)
    group = group_filter()
    author = person_filter(gettext_lazy("Author of the text"), "reported_author")
    created_at = DateRange(label=gettext_lazy("Reported"))

    class Meta:
        model = Report
        fields: list[str] = []


class ReportViewSet(ClosedViewSet):
    """The reports that the viewer answers."""

    model = Report
    name = "reports"
    icon = "warning"
    row_actions = (AnswerReports,)
    filterset_class = ReportFilterSet
    title_label = gettext_lazy("Reason")
    introduction = gettext_lazy(
        "Reports that are yours to answer: of groups that you moderate or that have no moderator, "
        "and of pages. Reports of other groups go to their own moderators."
    )
    empty_text = gettext_lazy("No report is yours to answer.")
    list_display = [
        NoteColumn("place", label=gettext_lazy("Where"), value=place_of),
        NoteColumn(
            "author",
            label=gettext_lazy("Author of the text"),
            value=lambda row: _name(row.reported_author),
        ),
        NoteColumn(
            "reporter", label=gettext_lazy("Reported by"), value=lambda row: _name(row.reporter)
        ),
        StatusTagColumn(
            "state",
            label=gettext_lazy("State"),
            accessor="get_state_display",
            primary=lambda row: row.state == ReportState.WAITING,
        ),
        DateColumn("created_at", label=gettext_lazy("Reported")),
    ]
    list_export = [
        "reason",
        "text",
        "place",
        "author",
        "reporter",
        "state",
        "decision",
        "created_at",
        "decided_at",
    ]
    export_headings = {
        "place": gettext_lazy("Where"),
        "author": gettext_lazy("Author of the text"),
        "reporter": gettext_lazy("Reported by"),
    }

    def rows_for(self, user: Any) -> Any:
        """Return the reports that this user answers."""
        return reports_overseen_by(user)

    def title_of(self, row: Any) -> str:
        """Return the reason."""
        return row.get_reason_display()

    def export_row(self, row: Any) -> dict[str, Any]:
        """Return what a spreadsheet shows of a report."""
        return {
            "reason": row.get_reason_display(),
            "text": row.text,
            "place": place_of(row),
            "author": _name(row.reported_author),
            "reporter": _name(row.reporter),
            "state": row.get_state_display(),
            "decision": row.decision,
            "created_at": row.created_at,
            "decided_at": row.decided_at,
        }

    def describe(self, row: Any, user: Any) -> list[tuple[Any, Any]]:
        """Return the report, and the text it is about."""
        card = report_cards([row], user, "")[0]
        return [
            (_("Reason"), row.get_reason_display()),
            (_("In their words"), row.text),
            (_("Reported by"), card.reporter.name),
            (_("Reported"), moment_text(row.created_at)),
            (_("About"), card.title),
            (_("Where"), place_of(row)),
            (_("Author of the text"), card.author.name),
            (_("Text"), _("It has been removed.") if card.is_removed else card.html),
            (_("Reports of the same text that wait"), card.others),
            (_("State"), row.get_state_display()),
            (_("Answer"), row.decision),
            (_("Answered by"), card.handler.name if card.handler else ""),
            (_("Answered"), moment_text(row.decided_at)),
        ]
