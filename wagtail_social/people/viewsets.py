"""Profiles in the Wagtail admin: where colleagues stand in the organisation."""

from __future__ import annotations

from typing import Any

from django.forms import Select
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel

from wagtail_social.actions import Action
from wagtail_social.administration.columns import NoteColumn
from wagtail_social.administration.filters import ChoiceOf, RowFilterSet
from wagtail_social.administration.viewsets import ClosedViewSet

from .actions import PlacePerson
from .adapters import get_adapter
from .finding import people_named
from .models import Level, Profile
from .tree import department_choices


class ProfileFilterSet(RowFilterSet):
    """What a list of profiles can be narrowed to."""

    level = ChoiceOf(label=gettext_lazy("Level"), choices=Level.choices)
    department = ChoiceOf(label=gettext_lazy("Department"), choices=department_choices)

    class Meta:
        model = Profile
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["department"].extra["widget"] = Select


class ProfileViewSet(ClosedViewSet):
    """The profiles of active colleagues: job, department and level can be put right."""

    model = Profile
    name = "profiles"
    icon = "user"
    menu_label = gettext_lazy("People")
    editable = True
    filterset_class = ProfileFilterSet
    title_label = gettext_lazy("Person")
    introduction = gettext_lazy(
        "Job, department and level of your colleagues. What people say about themselves, they "
        "change on their own profile."
    )
    empty_text = gettext_lazy("There are no profiles yet. Everybody who signs in gets one.")
    list_display = [
        NoteColumn("handle", label=gettext_lazy("Handle"), value=lambda row: f"@{row.handle}"),
        NoteColumn("job", label=gettext_lazy("Job title"), value=lambda row: row.job_title),
        NoteColumn(
            "department", label=gettext_lazy("Department"), value=lambda row: row.department
        ),
        NoteColumn("level", label=gettext_lazy("Level"), value=lambda row: row.get_level_display()),
    ]
    list_export = ["person", "handle", "job_title", "department", "level"]
    export_headings = {"person": gettext_lazy("Person")}
    panels = [FieldPanel("job_title"), FieldPanel("department"), FieldPanel("level")]

    def rows_for(self, user: Any) -> Any:
        """Return the profiles of active colleagues."""
        return Profile.objects.visible_to(user).for_cards()

    def find(self, rows: Any, typed: str) -> Any:
        """Return the profiles of people of that name."""
        return rows.filter(user__in=people_named(typed).values("pk"))

    def title_of(self, row: Any) -> str:
        """Return the person's name."""
        return get_adapter().name(row.user)

    def site_url(self, row: Any) -> str:
        """Return the profile's address."""
        return get_adapter().url(row.user)

    def export_row(self, row: Any) -> dict[str, Any]:
        """Return what a spreadsheet shows of a profile."""
        return {
            "person": self.title_of(row),
            "handle": row.handle,
            "job_title": row.job_title,
            "department": str(row.department or ""),
            "level": row.get_level_display(),
        }

    def action_for(self, row: Any, data: dict[str, Any], user: Any) -> Action[Any]:
        """Save the form."""
        return PlacePerson(actor=user, profile=row, **data)

    def describe(self, row: Any, user: Any) -> list[tuple[Any, Any]]:
        """Return what colleagues may know of a person."""
        return [
            (_("Name"), self.title_of(row)),
            (_("Handle"), f"@{row.handle}"),
            (_("Job title"), row.job_title),
            (_("Department"), row.department),
            (_("Level"), row.get_level_display()),
            (_("About me"), row.bio),
            (_("Languages"), row.languages),
            (_("Ask me about"), ", ".join(tag.name for tag in row.expertise.all())),
        ]
