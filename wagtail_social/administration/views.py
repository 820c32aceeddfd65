"""Wagtail's generic views, closed per row."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.widgets.button import Button, ButtonWithDropdown, HeaderButton

from wagtail_social.actions import Action, NotVisible, Refused
from wagtail_social.audit import entries_seen_by

from .bulk import RowAction
from .columns import RowTitleColumn
from .exports import HarmlessExportMixin, PreparedRows
from .paging import LongListPaginator

_SEEN_BY = ["view", "change"]


class ClosedMixin:
    """A view that finds only rows of ``rows_for(user)``. The permission is asked before the row."""

    request: HttpRequest
    model: Any
    #: Given by the viewset.
    rows_for: Callable[[Any], Any] | None = None
    row_actions: tuple[type[RowAction], ...] = ()
    site_url: Callable[[Any], str] | None = None
    #: Fetches for (rows, user) at once what is shown of them and is not in them.
    prepare: Callable[[list[Any], Any], None] | None = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Ask for the permission before the row, so that no answer tells whether it is there."""
        self.request = request
        if not self._may_enter():
            raise PermissionDenied
        super().setup(request, *args, **kwargs)  # type: ignore[misc]

    def _may_enter(self) -> bool:
        required = getattr(self, "permission_required", None)
        actions = [required] if required else _SEEN_BY
        return self.user_has_any_permission(actions)  # type: ignore[attr-defined]

    def rows(self) -> Any:
        """Return the rows that the viewer may see."""
        assert self.rows_for is not None
        return self.rows_for(self.request.user)

    def row_or_404(self) -> Any:
        """Return the row of the address. Raises ``Http404`` alike for absent and not visible."""
        key = unquote(str(self.kwargs["pk"]))  # type: ignore[attr-defined]
        try:
            row = self.rows().get(pk=key)
        except (self.model.DoesNotExist, ValueError, OverflowError) as error:
            raise Http404 from error
        if self.prepare is not None:
            self.prepare([row], self.request.user)
        return row

    def change_buttons(self, row: Any, back: str, kind: type = Button) -> list[Any]:
        """Return a button for each change that applies to the row and is the viewer's to make."""
        user = self.request.user
        buttons = []
        for place, action in enumerate(self.row_actions):
            change = action(self.request, self.model)
            if action.allowed_to(user) and change.applies(row):
                buttons.append(
                    kind(
                        action.display_name,
                        url=action.url_for(row, back),
                        icon_name=action.icon_name,
                        priority=50 + place,
                    )
                )
        return buttons


class ClosedIndexView(ClosedMixin, HarmlessExportMixin, generic.IndexView):
    """A list of the rows that the viewer may see, newest first, quick when it is long."""

    template_name = "wagtail_social/admin/list.html"
    any_permission_required = _SEEN_BY
    paginator_class = LongListPaginator
    default_ordering = ("-pk",)
    search_backend_name = None
    #: Said where there is no row at all.
    empty_text: Any = ""
    #: Said above the list.
    introduction: Any = ""
    #: Columns behind the first, which is ``title_column``.
    title_label: Any = ""
    title_of: Callable[[Any], str] | None = None
    find: Callable[[Any, str], Any] | None = None
    #: What a spreadsheet holds of a row, by the names in ``list_export``.
    export_row: Callable[[Any], dict[str, Any]] | None = None

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        """Return the cells of a row."""
        assert self.export_row is not None
        return self.export_row(item)

    def get_base_queryset(self) -> Any:
        """Return the rows that the viewer may see."""
        return self.rows()

    def warning(self) -> str:
        """Return what needs a look before all else, said above the list; nothing for all well."""
        return ""

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        """Return one page of rows, with what is fetched for all of them at once."""
        paginator, page, rows, has_others = super().paginate_queryset(queryset, page_size)
        if self.prepare is not None:
            rows = page.object_list = list(rows)
            self.prepare(rows, self.request.user)
        return paginator, page, rows, has_others

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> Any:
        """Return all rows as a file, fetched in parts."""
        prepare, user = self.prepare, self.request.user
        if prepare is not None:
            queryset = PreparedRows(queryset, lambda rows: prepare(rows, user))
        return super().as_spreadsheet(queryset, spreadsheet_format)

    @cached_property
    def is_searchable(self) -> bool:
        """Whether there is a search box."""
        return self.find is not None

    def search_queryset(self, queryset: Any) -> Any:
        """Return the rows that hold what was typed."""
        typed = self.search_query.replace("\x00", "").strip()
        if not typed or self.find is None:
            return queryset
        return self.find(queryset, typed)

    @cached_property
    def changes_shown(self) -> bool:
        """Whether the viewer may change rows, so that they can be chosen."""
        return any(action.allowed_to(self.request.user) for action in self.row_actions)

    @cached_property
    def columns(self) -> list[Any]:
        """Return the box to choose a row, what the row is, and what is told of it."""
        title = RowTitleColumn(
            "title",
            label=self.title_label,
            accessor=self.title_of,
            get_url=self.get_inspect_url,
            buttons_of=self.get_list_buttons,
        )
        boxes = []
        if self.changes_shown:
            boxes = [BulkActionsCheckboxColumn("bulk_actions", obj_type="row")]
        return [*boxes, title, *self.list_display]

    def get_list_buttons(self, instance: Any) -> list[Any]:
        """Return what can be done with one row, in one menu."""
        back = self.request.get_full_path() if not self.results_only else self.index_url
        buttons = [
            Button(
                _("Look at it"),
                url=self.get_inspect_url(instance),
                icon_name="view",
                priority=10,
            )
        ]
        if edit_url := self.get_edit_url(instance):
            buttons.append(Button(_("Edit"), url=edit_url, icon_name="edit", priority=20))
        if self.site_url and (url := self.site_url(instance)):
            buttons.append(
                Button(_("Open on the site"), url=url, icon_name="link-external", priority=30)
            )
        buttons += self.change_buttons(instance, back)
        name = self.title_of(instance) if self.title_of else str(instance)
        return [
            ButtonWithDropdown(
                buttons=buttons,
                icon_name="dots-horizontal",
                attrs={"aria-label": _("More options for '%(title)s'") % {"title": name}},
            )
        ]

    @cached_property
    def no_results_message(self) -> str:
        """Return what is said of an empty list."""
        if self.is_searching or self.is_filtering or not self.empty_text:
            return super().no_results_message
        return self.empty_text


class ClosedInspectView(ClosedMixin, generic.InspectView):
    """All that the viewer may know of one row. ``describe(row, user)`` gives labels and values."""

    any_permission_required = _SEEN_BY
    describe: Callable[[Any, Any], list[tuple[Any, Any]]] | None = None
    title_of: Callable[[Any], str] | None = None
    history_url_name: str | None = None

    def get_object(self, queryset: Any = None) -> Any:
        """Return the row."""
        return self.row_or_404()

    def get_page_subtitle(self) -> str:
        """Return what the row is."""
        return self.title_of(self.object) if self.title_of else str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way here: the list, then this row."""
        label = capfirst(self.model._meta.verbose_name_plural)
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": label},
            {"url": "", "label": self.get_page_subtitle()},
        ]

    def get_fields(self) -> list[str]:
        """Return no field of the model: :attr:`describe` says what is shown."""
        return []

    def get_fields_context(self) -> list[dict[str, Any]]:
        """Return labels and values."""
        assert self.describe is not None
        return [
            {"label": label, "value": "–" if value in (None, "") else value, "component": None}
            for label, value in self.describe(self.object, self.request.user)
        ]

    @cached_property
    def header_buttons(self) -> list[Any]:
        """Return the way to the thing itself."""
        url = self.site_url(self.object) if self.site_url else ""
        if not url:
            return []
        return [HeaderButton(_("Open on the site"), url=url, icon_name="link-external")]

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """Return what can be done with it."""
        buttons = []
        if edit_url := self.get_edit_url():
            buttons.append(Button(_("Edit"), url=edit_url, icon_name="edit", priority=10))
        if self.history_url_name and self.user_has_permission("change"):
            url = reverse(self.history_url_name, args=[quote(self.object.pk)])
            buttons.append(Button(_("History"), url=url, icon_name="history", priority=20))
        return buttons + self.change_buttons(self.object, self.request.get_full_path())


class ClosedHistoryView(ClosedMixin, HistoryView):
    """What the audit log holds of one row, as far as the viewer may read it."""

    permission_required = "change"
    any_permission_required = None
    title_of: Callable[[Any], str] | None = None
    inspect_url_name: str | None = None

    def get_object(self) -> Any:
        """Return the row."""
        return self.row_or_404()

    def get_page_subtitle(self) -> str:
        """Return what the row is."""
        return self.title_of(self.object) if self.title_of else str(self.object)

    def get_base_queryset(self) -> Any:
        """Return the entries that the viewer may read."""
        return entries_seen_by(super().get_base_queryset(), self.request.user)

    def get_edit_url(self, instance: Any) -> str:
        """Return the way back to the row."""
        return reverse(self.inspect_url_name, args=[quote(instance.pk)])

    @cached_property
    def header_buttons(self) -> list[Any]:
        """Return the way back to the row."""
        url = self.get_edit_url(self.object)
        return [HeaderButton(_("Look at it"), url=url, icon_name="view")]


class ClosedEditView(ClosedMixin, generic.EditView):
    """A form that is saved by an action. ``action_for(row, data, user)`` makes it.

    ``fields_for(row, user)`` names the fields this viewer may change; others are left out.
    """

    action_for: Callable[[Any, dict[str, Any], Any], Action[Any]] | None = None
    fields_for: Callable[[Any, Any], set[str]] | None = None
    title_of: Callable[[Any], str] | None = None
    success_message = gettext_lazy("Saved.")

    def get_object(self, queryset: Any = None) -> Any:
        """Return the row."""
        return self.row_or_404()

    def get_page_subtitle(self) -> str:
        """Return what the row is."""
        return self.title_of(self.object) if self.title_of else str(self.object)

    def get_form(self, form_class: Any = None) -> Any:
        """Return the form without the fields that are not this viewer's."""
        form = super().get_form(form_class)
        if self.fields_for is not None:
            allowed = self.fields_for(self.object, self.request.user)
            for name in set(form.fields) - allowed:
                del form.fields[name]
        return form

    def form_valid(self, form: Any) -> HttpResponseBase:
        """Save by the action; what it refuses stands beside the form."""
        try:
            return super().form_valid(form)
        except Refused as refusal:
            field = refusal.field if refusal.field in form.fields else None
            form.add_error(field, str(refusal.message))
            self.produced_error_code = "validation_error"
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)
        except NotVisible as error:
            raise Http404 from error

    def save_instance(self) -> Any:
        """Execute the action instead of saving the form."""
        assert self.action_for is not None
        data = {name: self.form.cleaned_data[name] for name in self.form.fields}
        return self.action_for(self.object, data, self.request.user).execute()
