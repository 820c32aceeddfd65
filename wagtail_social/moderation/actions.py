"""Reporting a text, and answering a report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail_social import events
from wagtail_social.actions import Action, NotVisible, Refused
from wagtail_social.conversations.actions.base import lock_discussion
from wagtail_social.conversations.models import Comment
from wagtail_social.conversations.targets import Place
from wagtail_social.throttling import throttle

from .models import Reason, Report, ReportState

_LONGEST = 1000


def reported_text(place: Place, comment: Comment | None) -> Any:
    """Return the post or comment that a report would be about.

    Raises ``NotVisible`` for a comment of another discussion, and where there is nothing that a
    colleague wrote (the head of a page is the editors').
    """
    if comment is None:
        if place.post is None:
            raise NotVisible
        return place.post
    if place.discussion is None or comment.discussion_id != place.discussion.pk:
        raise NotVisible
    return comment


def require_reportable(actor: Any, text: Any) -> None:
    """Refuse a report of one's own text, and of one that has been removed. Raises ``Refused``."""
    if text.author_id == actor.pk:
        raise Refused(
            _("You wrote this yourself. You can edit or remove it."), code="own", field="reason"
        )
    if text.state == "removed":
        raise Refused(_("This has been removed already."), code="removed")


@dataclass(kw_only=True)
class FileReport(Action[Report]):
    """Say that a text should be looked at. Whoever reads it may.

    A second report of the same text by the same person, while the first one waits, is the first
    one: nothing is written, logged or told.
    """

    place: Place
    comment: Comment | None = None
    reason: str
    text: str = ""

    def check(self) -> None:
        """Somebody else's text, that is shown; and not too many reports."""
        text = reported_text(self.place, self.comment)
        require_reportable(self.actor, text)
        if self.sent_before() is None:
            throttle("report", self.actor)

    def sent_before(self) -> Report | None:
        """Return the actor's report of this text that waits, if there is one."""
        if self.place.discussion is None:
            return None
        comment_id = self.comment.pk if self.comment else None
        reports = Report.objects.of_text(self.place.discussion.pk, comment_id)
        return reports.waiting().filter(reporter=self.actor).first()

    def write(self) -> Report:
        """Keep it, one at a time for each discussion."""
        if self.reason not in Reason.values:
            raise Refused(_("Please choose a reason."), code="no_reason", field="reason")
        self.place.discussion = lock_discussion(self.place.ensure_discussion())
        return self.sent_before() or _KeepReport(actor=self.actor, report=self._report()).execute()

    def _report(self) -> Report:
        assert self.place.discussion is not None
        text = reported_text(self.place, self.comment)
        standing = self.place.standing
        return Report(
            discussion=self.place.discussion,
            comment=self.comment,
            group=standing.group if standing else None,
            reported_author_id=text.author_id,
            reporter=self.actor,
            reason=self.reason,
            text=self.text.strip()[:_LONGEST],
        )


@dataclass(kw_only=True)
class _KeepReport(Action[Report]):
    report: Report

    log_as = "wagtail_social.report.filed"
    event = events.report_filed

    def write(self) -> Report:
        self.report.save(force_insert=True)
        return self.report

    def log_data(self, result: Report) -> dict[str, Any]:
        return _about(result)

    def event_data(self, result: Report) -> dict[str, Any]:
        return {"report": result}


@dataclass(kw_only=True)
class DecideReport(Action[Report]):
    """Answer a report, once: something was done, or nothing had to be done, and why.

    The answer is for the reporter to read. Whoever wants to change an answer writes to them: what
    has been answered stays as it is on record.
    """

    report: Report
    state: str
    decision: str

    log_as = "wagtail_social.report.decided"
    event = events.report_decided

    def check(self) -> None:
        """Who answers reports there, and did not write the text. Others don't know of it."""
        if Report.objects.for_moderator(self.actor).filter(pk=self.report.pk).exists():
            return
        if self.report.reporter_id == self.actor.pk:
            raise Refused(_("Only moderators answer reports."), code="not_moderator")
        raise NotVisible

    def write(self) -> Report:
        """Set the answer, the time and who gave it."""
        if self.state not in (ReportState.ACTED, ReportState.DISMISSED):
            raise Refused(_("There is no such answer."), code="no_state")
        if not self.decision.strip():
            raise Refused(
                _("Please say why: the reporter reads it."), code="no_decision", field="decision"
            )
        report = Report.objects.select_for_update(of=("self",)).get(pk=self.report.pk)
        if report.state != ReportState.WAITING:
            raise Refused(_("This report has been answered already."), code="answered")
        report.state = self.state
        report.decision = self.decision.strip()[:_LONGEST]
        report.handler = self.actor
        report.decided_at = timezone.now()
        report.save(update_fields=["state", "decision", "handler", "decided_at"])
        self.report = report
        return report

    def log_data(self, result: Report) -> dict[str, Any]:
        """Log what it was about and what was decided."""
        return {**_about(result), "state": result.state}

    def event_data(self, result: Report) -> dict[str, Any]:
        """Tell the report."""
        return {"report": result}


def _about(report: Report) -> dict[str, Any]:
    return {
        "group": report.group_id,
        "discussion": report.discussion_id,
        "comment": report.comment_id,
        "reason": report.reason,
    }
