"""Changes of rows from a list: one or many, asked once more before they happen, each an action."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.bulk_action import BulkAction

from wagtail_social.actions import Action, NotVisible, Refused

#: How many rows one change takes at most: more than a page of a list shows.
MAX_ROWS = 100


class RowAction(BulkAction):
    """A change of rows. Only of rows that the viewer may see: others are as if absent.

    A subclass names ``models`` (one), ``action_type`` (in the address), ``display_name`` (the
    button), ``aria_label``, ``heading`` and ``explanation`` (what follows for whom), and gives
    :meth:`rows_for`, :meth:`action_for` and :meth:`done_text`. ``form_class`` asks for more.
    """

    template_name = "wagtail_social/admin/change_rows.html"
    form_class = forms.Form
    #: Permission on the model that the button needs.
    permission: ClassVar[str] = "change"
    #: One of the icons of Wagtail.
    icon_name: ClassVar[str] = "edit"
    heading: ClassVar[Any] = ""
    explanation: ClassVar[Any] = ""
    #: Said of rows that the change does not apply to.
    not_possible: ClassVar[Any] = ""

    #: Name of the address of the list, given by the viewset.
    list_url_name: ClassVar[str] = ""

    def __init__(self, request: HttpRequest, model: Any) -> None:
        super().__init__(request, model)
        if not get_valid_next_url_from_request(request) and self.list_url_name:
            self.next_url = reverse(self.list_url_name)

    def rows_for(self, user: Any) -> Any:
        """Return the rows that the viewer may see."""
        raise NotImplementedError

    def applies(self, row: Any) -> bool:
        """Whether the change means something for this row. Asks no query."""
        return True

    def label_of(self, row: Any) -> str:
        """Return how the page names the row."""
        return str(row)

    def action_for(self, row: Any, data: dict[str, Any]) -> Action[Any]:
        """Return the action on one row; ``data`` is what the form gave."""
        raise NotImplementedError

    def done_text(self, count: int) -> str:
        """Return what is said when ``count`` rows were changed."""
        raise NotImplementedError

    @classmethod
    def allowed_to(cls, user: Any) -> bool:
        """Whether this person may do it at all."""
        meta = cls.models[0]._meta
        return user.has_perm(f"{meta.app_label}.{cls.permission}_{meta.model_name}")

    @classmethod
    def url_for(cls, row: Model, back: str) -> str:
        """Return the address of the page that does this to one row and leads back."""
        meta = cls.models[0]._meta
        url = reverse(
            "wagtail_bulk_action", args=[meta.app_label, meta.model_name, cls.action_type]
        )
        return f"{url}?{urlencode({'id': row.pk, 'next': back})}"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask for the permission first."""
        if not self.allowed_to(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def _chosen(self) -> list[Any]:
        ids = [
            int(pk)
            for pk in self.request.GET.getlist("id")
            if pk.isascii() and pk.isdecimal() and len(pk) < 19
        ]
        rows = self.rows_for(self.request.user).filter(pk__in=ids[:MAX_ROWS]).order_by("-pk")
        rows = list(rows)
        if not rows:
            raise Http404
        return rows

    def get_actionable_objects(self) -> tuple[list[Any], dict[str, list[Any]]]:
        """Return the chosen rows that it applies to, and the visible others."""
        applies = [row for row in self._chosen if self.applies(row)]
        others = [row for row in self._chosen if not self.applies(row)]
        return applies, {"items_with_no_access": others}

    def object_context(self, obj: Any) -> dict[str, Any]:
        """Return the row with its name."""
        return {"item": obj, "label": self.label_of(obj)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the page needs."""
        context = super().get_context_data(**kwargs)
        others = context["items_with_no_access"]
        return context | {
            "heading": self.heading,
            "explanation": self.explanation,
            "not_possible": self.not_possible,
            "others": [self.label_of(row) for row in others],
            "button": self.display_name,
            "icon": self.icon_name,
            "serious": "serious" in self.classes,
        }

    def get_execution_context(self) -> dict[str, Any]:
        """Hand the view to the method that changes rows."""
        return {"view": self}

    @classmethod
    def execute_action(cls, objects: list[Any], **kwargs: Any) -> tuple[int, int]:
        """Execute one action a row; what is refused is told, the others are done."""
        view: RowAction = kwargs["view"]
        done = 0
        reasons: dict[str, None] = {}
        # Oldest first, as on the site: two who change the same rows must not wait for each other.
        for row in sorted(objects, key=lambda each: each.pk):
            try:
                view.action_for(row, view.cleaned_form.cleaned_data).execute()
                done += 1
            except Refused as refusal:
                reasons[str(refusal.message)] = None
            except NotVisible:
                continue
        for reason in reasons:
            messages.error(view.request, reason)
        return done, 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        """Say what was done, nothing where nothing was."""
        return self.done_text(num_parent_objects) if num_parent_objects else None
