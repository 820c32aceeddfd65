"""Who was told of what, by which channel, and why; or why not."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import DateColumn

from wagtail_social.administration.columns import LinkColumn, NoteColumn
from wagtail_social.administration.filters import (
    ChoiceOf,
    DateRange,
    RowFilterSet,
    TypedFilter,
    YesNo,
)
from wagtail_social.administration.viewsets import ClosedViewSet
from wagtail_social.groups.viewsets import moment_text

from ..models import Delivery, MailOutcome, SiteOutcome
from ..overseeing import (
    activity_url,
    actor_name,
    category_label,
    deliveries_overseen_by,
    group_title,
    happening_label,
    note_abouts,
    of_people_named,
    recipient_name,
)
from ..registry import categories


def _numbered(rows: Any, typed: str, user: Any) -> Any:
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 19):
        return rows.none()
    return rows.filter(activity=int(typed))


def _of_person(rows: Any, typed: str, user: Any) -> Any:
    return of_people_named(rows, typed)


class DeliveryFilterSet(RowFilterSet):
    """What the list of people can be narrowed to."""

    activity = TypedFilter(label=gettext_lazy("Number of the news"), find=_numbered)
    person = TypedFilter(label=gettext_lazy("Person"), find=_of_person)
    told = YesNo(
        label=gettext_lazy("Told on site"),
        find=lambda rows, yes: rows.filter(
            Q(site=SiteOutcome.TOLD) if yes else ~Q(site=SiteOutcome.TOLD)
        ),
    )
    site = ChoiceOf(label=gettext_lazy("On site"), choices=SiteOutcome.choices)
    mail = ChoiceOf(
        label=gettext_lazy("By mail"),
        choices=[choice for choice in MailOutcome.choices if choice[0]],
    )
    category = ChoiceOf(
        label=gettext_lazy("Why"),
        choices=lambda: [(each.name, each.label) for each in categories().values()],
    )
    created_at = DateRange(label=gettext_lazy("When"), field_name="activity__created_at")

    class Meta:
        model = Delivery
        fields: list[str] = []


class DeliveryViewSet(ClosedViewSet):
    """Who was told of what, by which channel, and why; or why not."""

    model = Delivery
    name = "deliveries"
    icon = "user"
    permissions = ("view",)
    filterset_class = DeliveryFilterSet
    title_label = gettext_lazy("Person")
    introduction = gettext_lazy(
        "Who was told of what, by which channel, and why; or why not. Of groups and pages that "
        "you may read."
    )
    empty_text = gettext_lazy("Nobody has been told of anything that you may read.")
    list_display: ClassVar[list[Any]] = [
        NoteColumn(
            "happening",
            label=gettext_lazy("What happened"),
            value=lambda row: happening_label(row.activity),
        ),
        LinkColumn(
            "about",
            label=gettext_lazy("About"),
            value=lambda row: row.activity.about.title,
            url=lambda row: activity_url(row.activity),
        ),
        NoteColumn(
            "group", label=gettext_lazy("Group"), value=lambda row: group_title(row.activity)
        ),
        NoteColumn(
            "why", label=gettext_lazy("Why"), value=lambda row: category_label(row.category)
        ),
        NoteColumn("site", label=gettext_lazy("On site"), value=lambda row: row.get_site_display()),
        NoteColumn("mail", label=gettext_lazy("By mail"), value=lambda row: row.get_mail_display()),
        DateColumn(
            "when", label=gettext_lazy("When"), accessor=lambda row: row.activity.created_at
        ),
    ]
    list_export = ["person", "happening", "about", "group", "category", "site", "mail", "when"]
    export_headings = {
        "person": gettext_lazy("Person"),
        "happening": gettext_lazy("What happened"),
        "about": gettext_lazy("About"),
        "group": gettext_lazy("Group"),
        "when": gettext_lazy("When"),
    }

    def rows_for(self, user: Any) -> Any:
        """Return who was told of what this user may read."""
        return deliveries_overseen_by(user)

    def prepare(self, rows: list[Any], user: Any) -> None:
        """Fetch what the news was about."""
        note_abouts([row.activity for row in rows], user)

    def find(self, rows: Any, typed: str) -> Any:
        """Return the rows of people of that name."""
        return of_people_named(rows, typed)

    def title_of(self, row: Any) -> str:
        """Return the person's name."""
        return recipient_name(row)

    def site_url(self, row: Any) -> str:
        """Return where the thing is on the site."""
        return activity_url(row.activity)

    def export_row(self, row: Any) -> dict[str, Any]:
        """Return what a spreadsheet shows of it."""
        return {
            "person": recipient_name(row),
            "happening": happening_label(row.activity),
            "about": row.activity.about.title,
            "group": group_title(row.activity),
            "category": category_label(row.category),
            "site": row.get_site_display(),
            "mail": row.get_mail_display(),
            "when": row.activity.created_at,
        }

    def describe(self, row: Any, user: Any) -> list[tuple[Any, Any]]:
        """Return who, of what, why, and by which channel."""
        return [
            (_("Person"), recipient_name(row)),
            (_("What happened"), happening_label(row.activity)),
            (_("About"), row.activity.about.title),
            (_("Group"), group_title(row.activity)),
            (_("Who did it"), actor_name(row.activity)),
            (_("When"), moment_text(row.activity.created_at)),
            (_("Why"), category_label(row.category)),
            (_("On site"), row.get_site_display()),
            (_("By mail"), row.get_mail_display()),
        ]
