"""The form of a page that presents a meeting."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from wagtail.admin.forms import WagtailAdminPageForm

from ..choosing import ChosenMeeting, MeetingWidget
from ..models import Meeting


class MeetingPageForm(WagtailAdminPageForm):
    """Lets an editor choose a meeting that they may read.

    One that somebody else chose stays, without its name for who may not read it. Once the page has
    been published the meeting stays, as long as it is there: an older version that is published
    again then shows the same meeting.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("meeting")
        if field is None:
            return
        current = self.instance.meeting_id
        visible = Meeting.objects.visible_to(self.for_user).values("pk")
        field.queryset = Meeting.objects.filter(Q(pk__in=visible) | Q(pk=current))
        field.disabled = bool(current and self.instance.first_published_at)
        field.widget = ChosenMeeting() if field.disabled else MeetingWidget()
        field.widget.viewer = self.for_user
