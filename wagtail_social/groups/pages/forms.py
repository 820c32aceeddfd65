"""The form of a page that presents a group."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from wagtail.admin.forms import WagtailAdminPageForm

from ..models import Group, Visibility


class GroupPageForm(WagtailAdminPageForm):
    """Lets an editor choose a group that everybody may know of.

    A secret group is in no list and refused when it is sent: no page presents it. Once the page
    has been published the group stays, as long as it can be presented: an older version that is
    published again then shows the same group.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("group")
        if field is None:
            return
        current = self.instance.group_id
        field.queryset = (
            Group.objects.visible_to(self.for_user)
            .exclude(visibility=Visibility.MEMBERS)
            .filter(Q(archived_at__isnull=True) | Q(pk=current))
            .order_by("title", "pk")
        )
        field.disabled = bool(
            current
            and self.instance.first_published_at
            and field.queryset.filter(pk=current).exists()
        )
