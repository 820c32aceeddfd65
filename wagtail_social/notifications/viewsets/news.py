"""What happened that people were told of: how many, how many not, and who."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import DateColumn, Table, TitleColumn

from wagtail_social.administration.columns import LinkColumn, NoteColumn
from wagtail_social.administration.filters import (
    ChoiceOf,
    DateRange,
    RowFilterSet,
    TypedFilter,
    YesNo,
)
from wagtail_social.administration.views import ClosedInspectView
from wagtail_social.administration.viewsets import ClosedViewSet
from wagtail_social.groups.viewsets import group_filter, moment_text
from wagtail_social.people.adapters import get_adapter

from ..models import Activity, Delivery, SiteOutcome
from ..overseeing import (
    TROUBLE,
    Figures,
    activities_overseen_by,
    activity_url,
    actor_name,
    category_label,
    deliveries_overseen_by,
    figures_of,
    group_title,
    happening_label,
    may_read_names,
    note_abouts,
    of_people_named,
    recipient_name,
)
from ..registry import all_happenings

#: How many people a page about one activity names for each outcome (count).
FIRST_PEOPLE = 50


def told_text(row: Any) -> Any:
    """Return how many were told on site, or that nobody has been yet."""
    return _("Not yet") if row.told_at is None else row.figures.told


def mail_text(row: Any) -> str:
    """Return what became of the mails, in short."""
    figures: Figures = row.figures
    parts = [
        (figures.mails_sent, _("%(count)s sent")),
        (figures.mails_waiting, _("%(count)s waiting")),
        (figures.mails_failed, _("%(count)s failed")),
    ]
    return ", ".join(text % {"count": count} for count, text in parts if count)


def _concerning(rows: Any, typed: str, user: Any) -> Any:
    theirs = of_people_named(Delivery.objects.all(), typed)
    return rows.filter(pk__in=theirs.values("activity"))


def _failed(rows: Any, yes: bool) -> Any:
    condition = Q(pk__in=Delivery.objects.filter(mail__in=TROUBLE).values("activity"))
    return rows.filter(condition if yes else ~condition)


class ActivityFilterSet(RowFilterSet):
    """What the news told can be narrowed to."""

    happening = ChoiceOf(
        label=gettext_lazy("What happened"),
        choices=lambda: [
            (each.name, each.label or each.name) for each in all_happenings().values()
        ],
    )
    group = group_filter()
    person = TypedFilter(label=gettext_lazy("Person concerned"), find=_concerning)
    created_at = DateRange(label=gettext_lazy("When"))
    failed = YesNo(label=gettext_lazy("With mails that failed"), find=_failed)

    class Meta:
        model = Activity
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_read_names(self.request.user):
            del self.filters["person"]


class ActivityInspectView(ClosedInspectView):
    """One piece of news: the figures, then the people by what became of it."""

    template_name = "wagtail_social/admin/news_told.html"

    def _section(self, heading: str, rows: Any, count: int, *, told: bool) -> dict[str, Any]:
        why_not = NoteColumn(
            "why_not", label=_("Why not"), value=lambda row: row.get_site_display()
        )
        columns = [
            TitleColumn("person", label=_("Person"), accessor=recipient_name, get_url=_profile),
            NoteColumn("why", label=_("Why"), value=lambda row: category_label(row.category)),
            *([] if told else [why_not]),
            NoteColumn("mail", label=_("By mail"), value=lambda row: row.get_mail_display()),
        ]
        people = list(rows.order_by("pk")[:FIRST_PEOPLE])
        query = urlencode({"activity": self.object.pk, "told": "yes" if told else "no"})
        return {
            "heading": heading,
            "table": Table(columns, people, caption=heading),
            "people": people,
            "all_label": _("All people (%(count)s)") % {"count": count},
            "all_url": f"{reverse('wagtail_social_admin_deliveries:index')}?{query}",
        }

    @cached_property
    def sections(self) -> list[dict[str, Any]]:
        """Return who was told, and who was not; nobody for who may not read the names."""
        user = self.request.user
        if not may_read_names(user):
            return []
        rows = deliveries_overseen_by(user).filter(activity=self.object)
        is_told = Q(site=SiteOutcome.TOLD)
        figures: Figures = self.object.figures
        told, missed = _("Told on site"), _("Not told on site")
        return [
            self._section(told, rows.filter(is_told), figures.told, told=True),
            self._section(missed, rows.exclude(is_told), figures.not_told, told=False),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the page needs."""
        return super().get_context_data(**kwargs) | {"sections": self.sections}


class ActivityViewSet(ClosedViewSet):
    """What people were told of: how many, and how many not."""

    model = Activity
    name = "news"
    icon = "openquote"
    menu_label = gettext_lazy("News told")
    permissions = ("view",)
    inspect_view_class = ActivityInspectView
    filterset_class = ActivityFilterSet
    title_label = gettext_lazy("What happened")
    introduction = gettext_lazy(
        "What colleagues were told of, in groups and on pages that you may read: how many were "
        "told, and how many were not. Open a line to see who, and why."
    )
    empty_text = gettext_lazy("Nobody has been told of anything that you may read.")
    list_display: ClassVar[list[Any]] = [
        LinkColumn(
            "about",
            label=gettext_lazy("About"),
            value=lambda row: row.about.title,
            url=activity_url,
        ),
        NoteColumn("group", label=gettext_lazy("Group"), value=group_title),
        NoteColumn("actor", label=gettext_lazy("Who did it"), value=actor_name),
        DateColumn("created_at", label=gettext_lazy("When")),
        NoteColumn("told", label=gettext_lazy("Told on site"), value=told_text),
        NoteColumn(
            "not_told", label=gettext_lazy("Not told"), value=lambda row: row.figures.not_told
        ),
        NoteColumn("mail", label=gettext_lazy("Mail"), value=mail_text),
    ]
    list_export = [
        "happening",
        "about",
        "group",
        "actor",
        "created_at",
        "told",
        "not_told",
        "mails_sent",
        "mails_waiting",
        "mails_failed",
    ]
    export_headings = {
        "about": gettext_lazy("About"),
        "told": gettext_lazy("Told on site"),
        "not_told": gettext_lazy("Not told"),
        "mails_sent": gettext_lazy("Mails sent"),
        "mails_waiting": gettext_lazy("Mails waiting"),
        "mails_failed": gettext_lazy("Mails failed"),
    }

    def rows_for(self, user: Any) -> Any:
        """Return the news about what this user may read."""
        return activities_overseen_by(user)

    def prepare(self, rows: list[Any], user: Any) -> None:
        """Fetch the figures, and what it was about."""
        figures = figures_of([row.pk for row in rows])
        note_abouts(rows, user)
        for row in rows:
            row.figures = figures.get(row.pk, Figures())

    def title_of(self, row: Any) -> str:
        """Return what happened."""
        return happening_label(row)

    def site_url(self, row: Any) -> str:
        """Return where it is on the site."""
        return activity_url(row)

    def export_row(self, row: Any) -> dict[str, Any]:
        """Return what a spreadsheet shows of it."""
        return {
            "happening": happening_label(row),
            "about": row.about.title,
            "group": group_title(row),
            "actor": actor_name(row),
            "created_at": row.created_at,
            "told": row.figures.told,
            "not_told": row.figures.not_told,
            "mails_sent": row.figures.mails_sent,
            "mails_waiting": row.figures.mails_waiting,
            "mails_failed": row.figures.mails_failed,
        }

    def describe(self, row: Any, user: Any) -> list[tuple[Any, Any]]:
        """Return what happened, and the figures."""
        return [
            (_("What happened"), happening_label(row)),
            (_("About"), row.about.title),
            (_("Group"), group_title(row)),
            (_("Who did it"), actor_name(row)),
            (_("When"), moment_text(row.created_at)),
            (_("Everybody told"), moment_text(row.told_at) or _("Not yet")),
            (_("Told on site"), row.figures.told),
            (_("Not told on site"), row.figures.not_told),
            (_("Mail"), mail_text(row)),
        ]


def _profile(row: Any) -> str | None:
    return get_adapter().url(row.recipient) if row.recipient.is_active else None
