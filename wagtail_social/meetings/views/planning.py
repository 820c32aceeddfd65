"""Planning a meeting, changing it, deleting a draft."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from wagtail_social.form_pages import FormPageView
from wagtail_social.groups.views.base import GroupPart
from wagtail_social.zones import name_of, zone_of

from ..actions.fields import FIELDS
from ..actions.meanwhile import fingerprint
from ..actions.planning import EditMeeting, PlanMeeting
from ..event_pages import address_of
from ..forms import MeetingForm
from ..models import Meeting
from ..seat import may_plan
from .base import MeanwhileForm, MeetingFormView
from .taking import TakesFacts


class MeetingNewView(TakesFacts, FormPageView):
    """Plan a meeting of no group."""

    template_name = "wagtail_social/meetings/new.html"
    form_class = MeetingForm
    group: Any = None

    @property
    def draft(self) -> str:  # type: ignore[override]
        """The name of the draft that the browser keeps: one for each group and event."""
        event = f"-{self.event_key}" if self.event_key else ""
        return f"meeting-new-{self.group.pk if self.group else ''}{event}"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form to who may plan."""
        self.enter()
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the form from who may plan."""
        self.enter()
        return super().post(request, *args, **kwargs)

    def enter(self) -> None:
        """Raise ``Http404`` for who may not plan a meeting here."""
        if not may_plan(self.request.user, self.group):
            raise Http404

    def initial(self) -> dict[str, Any]:
        """Return an hour in the morning, by the viewer's own clock."""
        zone = name_of(zone_of(self.request.user))
        given = {"starts_at": "10:00", "ends_at": "11:00", "time_zone": zone}
        return given | self.of_event(zone)

    def form_options(self) -> dict[str, Any]:
        """Return whose meeting it is."""
        return {"request": self.request, "of_group": self.group is not None}

    def context(self) -> dict[str, Any]:
        """Return the way back."""
        url, label = reverse("wagtail_social:meetings"), _("My meetings")
        if self.group is not None:
            url = reverse("wagtail_social:group_meetings", args=[self.group.slug])
            label = self.group.title
        return {"draft": self.draft, "back_url": url, "back_label": label}

    def save(self, form: MeetingForm) -> Meeting:
        """Plan it."""
        return PlanMeeting(
            actor=self.request.user, group=self.group, values=form.values()
        ).execute()

    def done(self, result: Meeting) -> str:
        """Say that nobody knows of it yet."""
        return _("The meeting is planned. Nobody is told until you open it.")

    def target(self, result: Meeting) -> str:
        """Go to the meeting."""
        return result.get_absolute_url()


class GroupMeetingNewView(GroupPart, MeetingNewView):
    """Plan a meeting of a group, for its managers."""

    may = "can_manage"

    def enter(self) -> None:
        """Raise ``Http404`` for who does not run the group, and where it is archived."""
        GroupPart.enter(self)
        MeetingNewView.enter(self)


class MeetingEditView(TakesFacts, MeanwhileForm, MeetingFormView):
    """Change words, time and place."""

    template_name = "wagtail_social/meetings/edit.html"
    form_class = MeetingForm

    def initial(self) -> dict[str, Any]:
        """Return the meeting as it is, by the clock of its own time zone."""
        meeting = self.meeting
        begins, ends = meeting.begins, meeting.ends
        return {
            "title": meeting.title,
            "purpose": meeting.purpose,
            "introduction": meeting.introduction,
            "day": begins.date(),
            "starts_at": begins.time().replace(second=0, microsecond=0),
            "ends_at": ends.time().replace(second=0, microsecond=0),
            "last_day": ends.date() if ends.date() != begins.date() else None,
            "time_zone": meeting.time_zone,
            "place": meeting.place,
            "join_url": meeting.join_url,
            "event_page": address_of(meeting.event_page, self.request),
            "open_to_all": meeting.open_to_all,
            "seen": fingerprint(meeting, FIELDS),
        }

    def read_anew(self) -> None:
        """Ask for the meeting again."""
        del self.meeting

    @property
    def told(self) -> int:
        """How many people a change of time or place is told to."""
        if self.meeting.is_draft:
            return 0
        return self.meeting.guests().exclude(pk=self.request.user.pk).count()

    def form_options(self) -> dict[str, Any]:
        """Return the meeting, and whether there is anybody to tell."""
        return {
            "request": self.request,
            "of_group": self.meeting.group_id is not None,
            "meeting": self.meeting,
            "told": self.told,
        }

    def context(self) -> dict[str, Any]:
        """Return also how many are told."""
        return super().context() | {"told": self.told}

    def save(self, form: MeetingForm) -> Meeting:
        """Change what is different."""
        return EditMeeting(
            actor=self.request.user,
            meeting=self.meeting,
            values=form.values(),
            quiet=form.cleaned_data.get("quiet", False),
            seen=form.cleaned_data["seen"],
        ).execute()

    def done(self, result: Meeting) -> str:
        """Say so."""
        return _("The meeting is changed.")
