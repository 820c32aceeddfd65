"""What a list shows of reports, built for a whole page of them at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from wagtail_social.conversations.models import Comment, Discussion, DiscussionState, Post
from wagtail_social.conversations.opening import opening
from wagtail_social.conversations.presenting import Presenter
from wagtail_social.extension_points import DiscussionTarget, discussion_targets
from wagtail_social.groups.standing import standings_of
from wagtail_social.markup import excerpt
from wagtail_social.people.adapters import PersonCard, unknown_person

from .forms import AnswerForm
from .models import Report

#: HTML of a reported text that a list shows (characters).
TEXT = 1_500


@dataclass
class ReportCard:
    """One report, as somebody who answers it finds it.

    ``html`` is the reported text, empty where it has been removed and the reader does not
    moderate there; ``others`` counts the further reports of the same text that wait.
    """

    report: Report
    title: str
    url: str
    html: str
    author: PersonCard
    reporter: PersonCard
    handler: PersonCard | None
    is_removed: bool
    removal_reason: str
    is_edited: bool
    history_url: str
    answer_url: str
    remove_url: str
    lock_url: str
    others: int
    #: Whether ``html`` is only the beginning.
    shortened: bool = False

    @property
    def form(self) -> AnswerForm:
        """An empty form to answer it, with ids of its own on a page of many."""
        return AnswerForm(auto_id=f"report-{self.report.pk}-%s")


@dataclass
class OwnReportCard:
    """One report, as the person who sent it finds it; ``url`` is empty once that is closed."""

    report: Report
    title: str
    url: str
    excerpt: str
    is_removed: bool


class _Around:
    """Texts and targets of some reports, each read once."""

    def __init__(self, reports: Sequence[Report], user: Any) -> None:
        self.user = user
        self.discussions = {report.discussion_id: report.discussion for report in reports}
        wanted_comments = [report.comment_id for report in reports if report.comment_id]
        found = Comment.objects.filter(pk__in=wanted_comments)
        self.comments = {comment.pk: comment for comment in found}
        self.targets = _targets_of(self.discussions.values(), user)

    def target(self, discussion: Discussion) -> Any:
        """Return the target, or ``None`` where the reader may not see it."""
        return self.targets.get((discussion.target_type, discussion.target_id))

    def text(self, report: Report) -> Any:
        """Return the reported post or comment, or ``None`` where the reader may not see it."""
        target = self.target(report.discussion)
        if target is None or report.comment_id is None:
            return target
        return self.comments.get(report.comment_id)


class _AroundHandled(_Around):
    """What those who answer need beside: where they moderate, whole texts, and the people."""

    def __init__(self, reports: Sequence[Report], user: Any) -> None:
        super().__init__(reports, user)
        groups = {report.group.pk: report.group for report in reports if report.group}
        standings = standings_of(user, groups.values())
        moderated = _moderated_among(self.targets, user)
        self.moderates = {
            pk: (
                (row.target_type, row.target_id) in moderated
                if row.group_id is None
                else bool((standing := standings.get(row.group_id)) and standing.can_moderate)
            )
            for pk, row in self.discussions.items()
        }
        self.html = {report.pk: self._html(report) for report in reports}
        wanted = {
            pk
            for report in reports
            for pk in (report.reported_author_id, report.reporter_id, report.handler_id)
        }
        self.presenter = Presenter(wanted, list(self.html.values()))

    def person(self, pk: Any) -> PersonCard:
        """Return the card of somebody, or of a former colleague."""
        return self.presenter.card(pk) or unknown_person()

    def _html(self, report: Report) -> str:
        text = self.text(report)
        if text is None or (text.state == "removed" and not self.moderates[report.discussion_id]):
            return ""
        return text.html

    def shown(self, report: Report, limit: int | None) -> tuple[str, bool]:
        """Return the reported text, ready for a page, and whether it is only the beginning."""
        html, shortened = self.html[report.pk], False
        if limit is not None:
            html, shortened = opening(html, limit)
        return self.presenter.html(html), shortened


def _by_kind(targets: Iterable[tuple[str, int]]) -> Iterator[tuple[DiscussionTarget, list[int]]]:
    """Yield each registered kind of target with the keys of these targets."""
    keys: dict[str, list[int]] = {}
    for name, pk in targets:
        keys.setdefault(name, []).append(pk)
    for name, found in keys.items():
        kind = discussion_targets.named(name)
        if kind is not None:
            yield kind, found


def _targets_of(discussions: Iterable[Discussion], user: Any) -> dict[tuple[str, int], Any]:
    wanted = [(discussion.target_type, discussion.target_id) for discussion in discussions]
    return {
        (kind.name, target.pk): target
        for kind, keys in _by_kind(wanted)
        for target in kind.visible_to(user).filter(pk__in=keys)
    }


def _moderated_among(targets: Iterable[tuple[str, int]], user: Any) -> set[tuple[str, int]]:
    """Return which of these targets the user moderates without a group; one question a kind."""
    return {
        (kind.name, pk)
        for kind, keys in _by_kind(targets)
        for pk in kind.moderated(user).filter(pk__in=keys).values_list("pk", flat=True)
    }


def quoted(text: Post | Comment) -> tuple[PersonCard, str, bool]:
    """Return who wrote a text, its beginning ready for a page, and whether there is more."""
    presenter = Presenter([text.author_id], [text.html])
    html, shortened = opening(text.html, TEXT)
    return presenter.card(text.author_id) or unknown_person(), presenter.html(html), shortened


def report_cards(
    reports: Sequence[Report], user: Any, here: str, *, limit: int | None = TEXT
) -> list[ReportCard]:
    """Return what somebody who answers these reports sees; ``here`` is where buttons lead back.

    ``limit`` (characters of HTML) shortens long texts, ``None`` does not.
    """
    around = _AroundHandled(reports, user)
    waiting = Report.objects.for_moderator(user).waiting()
    waiting = waiting.filter(discussion__in={report.discussion_id for report in reports})
    alike = Counter(waiting.values_list("discussion_id", "comment_id"))
    return [_card(report, around, alike, here, limit) for report in reports]


def _card(
    report: Report, around: _AroundHandled, alike: Counter[Any], here: str, limit: int | None
) -> ReportCard:
    discussion, text = report.discussion, around.text(report)
    target = around.target(discussion)
    kind = discussion_targets.named(discussion.target_type)
    is_removed = text is not None and text.state == "removed"
    removable = text is not None and (not is_removed or text.is_withdrawn)
    where = [discussion.target_type, discussion.target_id]
    acts = target is not None and around.moderates[discussion.pk]
    html, shortened = around.shown(report, limit)
    same = alike[report.discussion_id, report.comment_id] - (report.state == "waiting")
    return ReportCard(
        report=report,
        title=kind.title(kind.shown_to(target, around.user)) if kind and target is not None else "",
        url=_url_of(report, target),
        html=html,
        shortened=shortened,
        author=around.person(report.reported_author_id),
        reporter=around.person(report.reporter_id),
        handler=around.person(report.handler_id) if report.decided_at else None,
        is_removed=is_removed,
        removal_reason=text.removal_reason if is_removed and acts else "",
        is_edited=bool(text and text.edited_at and text.edited_at > report.created_at),
        history_url=_history_url(report) if acts else "",
        answer_url=answer_url(report),
        remove_url=_remove_url(report, here) if acts and removable else "",
        lock_url=(
            reverse("wagtail_social:discussion_state", args=where)
            if acts and discussion.state != DiscussionState.LOCKED and not discussion.hidden
            else ""
        ),
        others=max(same, 0),
    )


def answer_url(report: Report) -> str:
    """Return the address where a report is answered: in its group, or at the place for all."""
    if report.group is None:
        return reverse("wagtail_social:report_answer", args=[report.pk])
    return reverse("wagtail_social:report_decide", args=[report.group.slug, report.pk])


def _url_of(report: Report, target: Any) -> str:
    if target is None:
        return ""
    if report.comment_id is not None:
        return reverse("wagtail_social:comment", args=[report.comment_id])
    kind = discussion_targets.named(report.discussion.target_type)
    return kind.url(target) if kind else ""


def _arguments(report: Report) -> tuple[str, list[Any]]:
    discussion = report.discussion
    if report.comment_id is None:
        return "post", [discussion.target_id]
    return "comment", [discussion.target_type, discussion.target_id, report.comment_id]


def _history_url(report: Report) -> str:
    name, arguments = _arguments(report)
    return reverse(f"wagtail_social:{name}_history", args=arguments)


def _remove_url(report: Report, here: str) -> str:
    name, arguments = _arguments(report)
    return f"{reverse(f'wagtail_social:{name}_remove', args=arguments)}?{urlencode({'next': here})}"


def own_report_cards(reports: Sequence[Report], user: Any) -> list[OwnReportCard]:
    """Return what a reporter sees of these reports: nothing of a text they may no longer read."""
    around = _Around(reports, user)
    cards = []
    for report in reports:
        target, text = around.target(report.discussion), around.text(report)
        kind = discussion_targets.named(report.discussion.target_type)
        is_removed = text is not None and text.state == "removed"
        cards.append(
            OwnReportCard(
                report=report,
                title=kind.title(kind.shown_to(target, around.user))
                if kind and target is not None
                else "",
                url=_url_of(report, target),
                excerpt=excerpt(text.html, 200) if text is not None and not is_removed else "",
                is_removed=is_removed,
            )
        )
    return cards
