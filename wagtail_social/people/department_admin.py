"""Departments in the Wagtail admin, by wagtail-modeladmin: a small list that few people keep."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import DeleteView

from .models import Department
from .tree import below, department_choices, department_tree


class DepartmentForm(WagtailAdminModelForm):
    """A department: its name, and what it is part of. The tree stays a tree."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "parent" in self.fields:
            own = below(self.instance) if self.instance.pk else set()
            field = self.fields["parent"]
            field.queryset = Department.objects.exclude(pk__in=own)
            field.widget = forms.Select()
            field.widget.choices = [
                ("", _("Nothing: it stands at the top")),
                *department_choices(own),
            ]

    def clean_name(self) -> str:
        """Return the name with single spaces."""
        return " ".join(self.cleaned_data["name"].split())

    def clean(self) -> dict[str, Any]:
        """Refuse a name that is there already in the same place."""
        data = super().clean()
        name = data.get("name")
        same = Department.objects.filter(parent=data.get("parent"), name__iexact=name or "")
        if name and same.exclude(pk=self.instance.pk).exists():
            self.add_error("name", _("There is a department of this name here already."))
        return data


class DeleteDepartmentView(DeleteView):
    """Deletes a department that nothing hangs on; says what hangs on it otherwise."""

    def obstacles(self) -> list[str]:
        """Return what must be moved first, in words."""
        parts, people = self.instance.children.count(), self.instance.profiles.count()
        found = []
        if parts:
            found.append(
                ngettext(
                    "%(count)s department is part of it.",
                    "%(count)s departments are part of it.",
                    parts,
                )
                % {"count": parts}
            )
        if people:
            found.append(
                ngettext("%(count)s person works in it.", "%(count)s people work in it.", people)
                % {"count": people}
            )
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Tell the template what stands in the way."""
        return super().get_context_data(**kwargs) | {"obstacles": self.obstacles()}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Delete it, unless something hangs on it."""
        if self.obstacles():
            return self.render_to_response(self.get_context_data())
        return super().post(request, *args, **kwargs)


class DepartmentAdmin(ModelAdmin):
    """The departments, shown as a tree."""

    model = Department
    base_url_path = "community/departments"
    menu_label = gettext_lazy("Departments")
    menu_icon = "folder-open-inverse"
    list_display = ("tree_name", "part_of", "people")
    list_per_page = 500
    search_fields = ("name",)
    index_template_name = "wagtail_social/admin/departments.html"
    delete_template_name = "wagtail_social/admin/department_delete.html"
    delete_view_class = DeleteDepartmentView
    edit_handler = ObjectList(
        [FieldPanel("name"), FieldPanel("parent")], base_form_class=DepartmentForm
    )
    add_to_admin_menu = False

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return the departments in the order of the tree, with their depth and people."""
        tree = department_tree()
        rows = Department.objects.select_related("parent").annotate(
            people_count=Count("profiles", filter=Q(profiles__user__is_active=True))
        )
        places = [When(pk=b.department.pk, then=Value(i)) for i, b in enumerate(tree)]
        depths = [When(pk=b.department.pk, then=Value(b.depth)) for b in tree]
        return rows.annotate(
            place=Case(*places, default=Value(0), output_field=IntegerField()),
            depth=Case(*depths, default=Value(0), output_field=IntegerField()),
        ).order_by("place")

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Return the order of the tree."""
        return ("place",)

    def tree_name(self, department: Any) -> str:
        """Return the name at its level."""
        return f"{'— ' * department.depth}{department.name}"

    tree_name.short_description = gettext_lazy("Name")  # type: ignore[attr-defined]

    def part_of(self, department: Any) -> str:
        """Return what it is part of."""
        return department.parent.name if department.parent else "–"

    part_of.short_description = gettext_lazy("Part of")  # type: ignore[attr-defined]

    def people(self, department: Any) -> int:
        """Return how many people work in it, without its parts."""
        return department.people_count

    people.short_description = gettext_lazy("People")  # type: ignore[attr-defined]

    def register_indexing(self) -> None:
        """Leave the reference index out: nothing of Wagtail refers to departments."""
