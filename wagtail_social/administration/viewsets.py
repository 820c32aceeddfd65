"""The viewset that our places in the Wagtail admin derive from."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.urls import path
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet

from wagtail_social.compat import register_policy

from .bulk import RowAction
from .policy import VisibleRowsPolicy
from .views import ClosedEditView, ClosedHistoryView, ClosedIndexView, ClosedInspectView


class ClosedViewSet(ModelViewSet):
    """A list, a page for each row, its history, and perhaps a form: nothing else.

    No adding, copying, deleting, choosing, usage or reference index: rows come and go by actions.
    It is a ``ModelViewSet`` and not a ``SnippetViewSet``: a snippet gets a chooser, a bulk delete,
    an address in the API and a place in rich text, all of which show rows without asking.

    A subclass gives ``model``, ``name``, :meth:`rows_for`, :meth:`describe` and ``list_display``
    (columns behind the title). Methods may be asked with any user.
    """

    #: Changes of rows, offered in this order.
    row_actions: ClassVar[tuple[type[RowAction], ...]] = ()
    #: Whether there is a form (:meth:`action_for`, ``panels``).
    editable: ClassVar[bool] = False
    #: What a group of Django can be given.
    permissions: ClassVar[tuple[str, ...]] = ("view", "change")
    title_label: ClassVar[Any] = ""
    empty_text: ClassVar[Any] = ""
    introduction: ClassVar[Any] = ""

    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    list_per_page = 25
    ordering: tuple[str, ...] = ("-pk",)
    search_backend_name = None
    index_view_class = ClosedIndexView
    inspect_view_class = ClosedInspectView
    history_view_class = ClosedHistoryView
    edit_view_class = ClosedEditView

    def __init__(self, name: str | None = None, **kwargs: Any) -> None:
        """Make it, in a ``wagtail_hooks.py``: the policy must be known before anybody asks."""
        super().__init__(name, **kwargs)
        register_policy(self, VisibleRowsPolicy(self.model, self.rows_for))

    def rows_for(self, user: Any) -> Any:
        """Return the rows that this user may see in the admin: never more than elsewhere."""
        raise NotImplementedError

    def describe(self, row: Any, user: Any) -> list[tuple[Any, Any]]:
        """Return what is shown of one row: (label, value)."""
        raise NotImplementedError

    def title_of(self, row: Any) -> str:
        """Return how a row is named."""
        return str(row)

    def site_url(self, row: Any) -> str:
        """Return the address of the thing itself, or an empty string."""
        return ""

    @property
    def url_prefix(self) -> str:
        """Return the address below the admin's."""
        return f"community/{self.name}"

    @property
    def url_namespace(self) -> str:
        """Return the namespace of the addresses."""
        return f"wagtail_social_admin_{self.name}"

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Return what all views get: no address of a view that is not there."""
        given = super().get_common_view_kwargs(
            rows_for=self.rows_for,
            row_actions=self.row_actions,
            title_of=self.title_of,
            site_url=self.site_url,
            describe=self.describe,
            prepare=getattr(self, "prepare", None),
            **kwargs,
        )
        for name in ("add_url_name", "delete_url_name", "usage_url_name", "copy_url_name"):
            given[name] = None
        if not self.editable:
            given["edit_url_name"] = None
        return given

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the list gets."""
        return super().get_index_view_kwargs(
            empty_text=self.empty_text,
            introduction=self.introduction,
            title_label=self.title_label,
            find=getattr(self, "find", None),
            export_row=getattr(self, "export_row", None),
            **kwargs,
        )

    def get_edit_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the form gets."""
        return super().get_edit_view_kwargs(
            action_for=getattr(self, "action_for", None),
            fields_for=getattr(self, "fields_for", None),
            **kwargs,
        )

    def get_urlpatterns(self) -> list[Any]:
        """Return the addresses that there are."""
        conv = self.pk_path_converter
        patterns = [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path(f"inspect/<{conv}:pk>/", self.inspect_view, name="inspect"),
            path(f"history/<{conv}:pk>/", self.history_view, name="history"),
            path(
                f"history-results/<{conv}:pk>/", self.history_results_view, name="history_results"
            ),
        ]
        if self.editable:
            patterns.append(path(f"edit/<{conv}:pk>/", self.edit_view, name="edit"))
        return patterns

    def get_permissions_to_register(self) -> Any:
        """Return the permissions that mean something here, for the form of Django's groups."""
        names = [f"{name}_{self.model_name}" for name in self.permissions]
        content_type = ContentType.objects.get_for_model(self.model)
        return Permission.objects.filter(content_type=content_type, codename__in=names)

    def register_admin_url_finder(self) -> None:
        """Register none: reports of Wagtail name our rows without leading to them."""

    def on_register(self) -> None:
        """Register the changes of rows, and the views."""
        for action in self.row_actions:
            action.list_url_name = self.get_url_name("index")
            hooks.register("register_bulk_action", action)
        super().on_register()
