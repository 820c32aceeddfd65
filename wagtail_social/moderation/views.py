"""Reporting a text, answering reports, and what became of one's own."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from wagtail_social.access import get_or_404
from wagtail_social.conf import settings
from wagtail_social.conversations.models import Comment
from wagtail_social.conversations.targets import Place, place_for
from wagtail_social.form_pages import FormPageView
from wagtail_social.groups.head import head_context
from wagtail_social.groups.models import Group
from wagtail_social.groups.standing import Standing, standing_of
from wagtail_social.views import SocialPageView, safe_next
from wagtail_social.visiting import visited

from .actions import DecideReport, FileReport, reported_text, require_reportable
from .cards import own_report_cards, quoted, report_cards
from .forms import AnswerForm, ReportForm
from .handling import readers_text
from .models import Report
from .notifying import REPORT
from .querysets import ReportQuerySet


class ReportView(FormPageView):
    """The form with which a post or a comment is reported."""

    template_name = "wagtail_social/moderation/report.html"
    form_class = ReportForm

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        """Begin without what was looked up."""
        super().setup(request, *args, **kwargs)
        self._place: Place | None = None

    @property
    def place(self) -> Place:
        """The discussion, as the viewer finds it. Raises ``Http404``."""
        if self._place is None:
            self._place = place_for(
                self.request.user, self.kwargs["target"], self.kwargs["target_id"]
            )
        return self._place

    def comment(self) -> Comment | None:
        """Return the comment that the address names, of this very discussion."""
        if "comment" not in self.kwargs:
            return None
        return get_or_404(
            Comment.objects,
            self.request.user,
            pk=self.kwargs["comment"],
            discussion=self.place.discussion,
        )

    def action(self, **words: str) -> FileReport:
        """Return the action, with the reason and the words."""
        return FileReport(
            actor=self.request.user, place=self.place, comment=self.comment(), **words
        )

    def context(self) -> dict[str, Any]:
        """Show the text, who will read the report, or that it has been reported already."""
        action = self.action(reason="")
        text = reported_text(self.place, action.comment)
        require_reportable(self.request.user, text)
        author, html, shortened = quoted(text)
        return {
            "author": author,
            "html": html,
            "shortened": shortened,
            "text": text,
            "title": self.place.title,
            "sent": action.sent_before(),
            "readers": readers_text(self.place, text.author_id),
            "back_url": safe_next(self.request, self.target(None)),
        }

    def save(self, form: ReportForm) -> Report:
        """Keep the report."""
        return self.action(**form.cleaned_data).execute()

    def done(self, result: Report) -> str:
        """Say that it has arrived, and where the answer will be."""
        return _("Thank you. Your report has been sent; the answer will stand under “My reports”.")

    def target(self, result: Report | None) -> str:
        """Lead back to the text."""
        if "comment" in self.kwargs:
            return reverse("wagtail_social:comment", args=[self.kwargs["comment"]])
        return self.place.url


def _place_in_list(sign: str) -> tuple[int, int] | None:
    """Return (rank, key) of a sign from an address, or ``None`` where it is none."""
    rank, _dash, pk = sign.partition("-")
    if rank in ("0", "1") and pk.isascii() and pk.isdecimal() and len(pk) < 19:
        return int(rank), int(pk)
    return None


class _ReportsView(SocialPageView):
    """A list of reports, those that wait first, page by page."""

    fragment_name = "wagtail_social/moderation/_reports.html"

    def reports(self) -> ReportQuerySet:
        """Return the reports of this list."""
        raise NotImplementedError

    def cards(self, reports: list[Report]) -> list[Any]:
        """Return what is shown of them."""
        self.have_seen(reports)
        return report_cards(reports, self.request.user, self.request.path)

    def have_seen(self, reports: list[Report]) -> None:
        """Take what the viewer was told of these reports as read."""
        for report in reports:
            visited(self.request, REPORT, report.pk)

    def context(self) -> dict[str, Any]:
        """Return one page of the list, in parts by state, and the way to the next."""
        after = _place_in_list(self.request.GET.get("after", ""))
        size = settings.FEED_PAGE_SIZE
        reports = list(self.reports().for_list().waiting_first(after)[: size + 1])
        more_url = ""
        if len(reports) > size:
            reports.pop()
            more_url = f"{self.request.path}?after={reports[-1].rank}-{reports[-1].pk}"
        parts: dict[int, list[Any]] = {}
        for card in self.cards(reports):
            parts.setdefault(card.report.rank, []).append(card)
        return {
            "parts": [
                {"rank": rank, "cards": cards, "continued": bool(after and after[0] == rank)}
                for rank, cards in parts.items()
            ],
            "more_url": more_url,
            "here": self.request.path,
        }


class ReportsView(_ReportsView):
    """All reports that the viewer answers, of groups and of pages."""

    template_name = "wagtail_social/moderation/reports.html"

    def reports(self) -> ReportQuerySet:
        """Return what is the viewer's to answer."""
        return Report.objects.for_moderator(self.request.user)


class GroupReportsView(_ReportsView):
    """The reports of one group, for who moderates it."""

    template_name = "wagtail_social/moderation/group_reports.html"

    def context(self) -> dict[str, Any]:
        """Return the list below the head of the group."""
        self.standing = moderator_of(self.request.user, self.kwargs["slug"])
        head = head_context(self.request, self.standing.group, self.standing, "reports")
        return head | super().context()

    def reports(self) -> ReportQuerySet:
        """Return the group's."""
        return Report.objects.in_group_of(self.standing)


class MyReportsView(_ReportsView):
    """What became of one's own reports."""

    template_name = "wagtail_social/moderation/my_reports.html"
    fragment_name = "wagtail_social/moderation/_my_reports.html"

    def reports(self) -> ReportQuerySet:
        """Return the viewer's own."""
        return Report.objects.of_reporter(self.request.user)

    def cards(self, reports: list[Report]) -> list[Any]:
        """Return what a reporter sees."""
        self.have_seen(reports)
        return own_report_cards(reports, self.request.user)


def moderator_of(user: Any, slug: str) -> Standing:
    """Return the standing of somebody who moderates this group; else ``Http404``."""
    group = get_or_404(Group.objects, user, slug=slug.replace("\x00", ""))
    standing = standing_of(user, group)
    if not standing.can_moderate:
        raise Http404
    return standing


class AnswerReportView(FormPageView):
    """One report, and the form with which it is answered."""

    template_name = "wagtail_social/moderation/answer.html"
    form_class = AnswerForm

    def report(self) -> Report:
        """Return the report, if it is the viewer's to answer. Raises ``Http404``."""
        reports = Report.objects.for_moderator(self.request.user).for_list()
        if "slug" in self.kwargs:
            standing = moderator_of(self.request.user, self.kwargs["slug"])
            reports = Report.objects.in_group_of(standing).for_list()
        report = reports.filter(pk=self.kwargs["pk"]).first()
        if report is None:
            raise Http404
        return report

    def context(self) -> dict[str, Any]:
        """Show the report."""
        back = safe_next(self.request, self.target(None))
        report = self.report()
        visited(self.request, REPORT, report.pk)
        return {
            "card": report_cards([report], self.request.user, back, limit=None)[0],
            "back_url": back,
        }

    def save(self, form: AnswerForm) -> list[Report]:
        """Answer it, and where that is wanted the others of the same text that wait."""
        report = self.report()
        user = self.request.user
        answered = {report}
        if form.cleaned_data["alike"]:
            same = Report.objects.for_moderator(user).waiting()
            answered |= set(same.of_text(report.discussion_id, report.comment_id))
        # Always in this order: two who answer the same reports must not wait for each other.
        in_order = sorted(answered, key=lambda each: each.pk)
        words = {name: form.cleaned_data[name] for name in ("state", "decision")}
        with transaction.atomic():
            return [DecideReport(actor=user, report=each, **words).execute() for each in in_order]

    def done(self, result: list[Report]) -> str:
        """Say that the reporter can read it."""
        return _("Answered. Who reported it can read your answer.")

    def target(self, result: Any) -> str:
        """Lead to the list that the report stands in."""
        if "slug" in self.kwargs:
            return reverse("wagtail_social:group_reports", args=[self.kwargs["slug"]])
        return reverse("wagtail_social:reports")
