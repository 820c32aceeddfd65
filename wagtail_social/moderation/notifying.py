"""What people are told of reports: who answers them, and who sent them. Names stay out of it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wagtail_social import events
from wagtail_social.access import employees
from wagtail_social.conversations.targets import Place, target_named
from wagtail_social.happenings import About, Facts, Happening, NotificationSubject, Reason, Words

from .handling import handlers_of
from .models import Report, ReportState

#: The kind of subject that news of one report is about.
REPORT = "report"


def _facts(report: Report, actor: Any, **data: Any) -> Facts:
    named = () if report.reporter_id is None else (report.reporter_id,)
    return Facts(REPORT, report.pk, report.pk, actor.pk, group_id=report.group_id, named=named)


def _handlers(facts: Facts) -> QuerySet[Any]:
    """Return who answers the report now: never its reporter's choice, never the author."""
    report = Report.objects.select_related("discussion").filter(pk=facts.subject_id).first()
    if report is None:
        return employees().none()
    kind = target_named(report.discussion.target_type)
    target = kind.by_key(report.discussion.target_id)
    if target is None:
        return employees().none()
    handlers, _from_outside = handlers_of(_place(kind, target, report), report.reported_author_id)
    return handlers


def _place(kind: Any, target: Any, report: Report) -> Place:
    from wagtail_social.groups.standing import Standing

    place = Place(kind, target, None, report.discussion)
    group = kind.group(target)
    place.standing = Standing(group, None, None) if group is not None else None
    return place


def _reporter(facts: Facts) -> QuerySet[Any]:
    return get_user_model()._default_manager.filter(pk__in=facts.named)


def _reported(names: str, count: int) -> str:
    return ngettext("A text has been reported", "A text has been reported", count)


def _decided(names: str, count: int) -> str:
    return _("Your report has been answered")


def _words(user: Any, ids: Collection[int]) -> dict[int, Words]:
    """Return reports that wait for this user, and the user's own that were answered."""
    seen = Report.objects.visible_to(user).filter(pk__in=ids)
    waiting = seen.filter(state=ReportState.WAITING).exclude(reporter=user)
    answered = seen.filter(reporter=user).exclude(state=ReportState.WAITING)
    found = {
        pk: Words(url=reverse("wagtail_social:report_answer", args=[pk]))
        for pk in waiting.values_list("pk", flat=True)
    }
    mine = Words(url=reverse("wagtail_social:my_reports"))
    return found | dict.fromkeys(answered.values_list("pk", flat=True), mine)


def happenings() -> list[Happening]:
    """What people are told of reports."""
    return [
        Happening(
            name="reported",
            label=gettext_lazy("Text reported"),
            event=events.report_filed,
            facts=_facts,
            reasons=(Reason("moderation", _handlers, _reported),),
            words=_words,
            names_actor=False,
        ),
        Happening(
            name="report_decided",
            label=gettext_lazy("Report answered"),
            event=events.report_decided,
            facts=_facts,
            reasons=(Reason("moderation", _reporter, _decided),),
            words=_words,
            names_actor=False,
        ),
    ]


def _seen_by(user: Any, keys: Collection[int]) -> dict[int, About]:
    found: dict[int, About] = {}
    reports = Report.objects.visible_to(user).filter(pk__in=keys).select_related("group")
    for report in reports:
        if report.reporter_id == user.pk:
            url = reverse("wagtail_social:my_reports")
        else:
            url = reverse("wagtail_social:report_answer", args=[report.pk])
        place = report.group.title if report.group else ""
        found[report.pk] = About(title=str(report.get_reason_display()), url=url, place=place)
    return found


def _keys_seen_by(user: Any, keys: Collection[int]) -> set[int]:
    return set(Report.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))


def _noted(user: Any, keys: Collection[int]) -> dict[int, About]:
    """Return how the log names reports: by their number."""
    return {
        key: About(
            title=_("Report %(number)s") % {"number": key},
            url=reverse("wagtail_social:report_answer", args=[key]),
        )
        for key in keys
    }


def _audience(key: int) -> QuerySet[Any]:
    facts = Facts(REPORT, key, key)
    reporters = Report.objects.filter(pk=key).values("reporter_id")
    return employees().filter(Q(pk__in=_handlers(facts).values("pk")) | Q(pk__in=reporters))


def subjects() -> list[NotificationSubject]:
    """News of one report is one line."""
    return [
        NotificationSubject(
            name=REPORT,
            seen_by=_seen_by,
            keys_seen_by=_keys_seen_by,
            audience=_audience,
            rows_seen_by=Report.objects.for_moderator,
            noted=_noted,
        )
    ]
