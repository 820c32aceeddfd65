"""Meetings in the Wagtail admin: found by date and state, planned and prepared."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.urls import path
from django.utils import dateformat, timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy
from wagtail.admin.ui.tables import StatusTagColumn

from wagtail_social.administration.columns import LinkColumn, NoteColumn
from wagtail_social.administration.filters import ChoiceOf, DateRange, RowFilterSet
from wagtail_social.administration.views import ClosedIndexView, ClosedInspectView
from wagtail_social.administration.viewsets import ClosedViewSet
from wagtail_social.groups.models import Group
from wagtail_social.groups.viewsets import group_filter

from .editing.views import PlanView, PrepareView
from .models import AgendaItem, Attendance, Meeting, MeetingDocument, MeetingState
from .seat import may_plan, seat_of
from .when import span


class MeetingFilterSet(RowFilterSet):
    """What a list of meetings can be narrowed to."""

    when = ChoiceOf(
        label=gettext_lazy("When"),
        choices=[
            ("upcoming", gettext_lazy("Coming up")),
            ("past", gettext_lazy("Past")),
            ("cancelled", gettext_lazy("Cancelled")),
        ],
        method="of_time",
    )
    state = ChoiceOf(label=gettext_lazy("State"), choices=MeetingState.choices)
    group = group_filter()
    day = DateRange(label=gettext_lazy("Day"), field_name="starts_at")

    class Meta:
        model = Meeting
        fields: list[str] = []

    def of_time(self, rows: Any, name: str, value: str) -> Any:
        """Return what comes, what has been, or what does not take place."""
        now = timezone.now()
        if value == "cancelled":
            return rows.filter(cancelled_at__isnull=False)
        span = {"ends_at__gte": now} if value == "upcoming" else {"ends_at__lt": now}
        return rows.taking_place().filter(**span)


class MeetingIndexView(ClosedIndexView):
    """The list, with the way to plan a meeting for who can."""

    def get_add_url(self) -> str | None:
        """Return the address of the form for a new one, where this person can plan any."""
        user = self.request.user
        if may_plan(user, None) or Group.objects.managed_by(user).alive().exists():
            return super().get_add_url()
        return None

    @cached_property
    def add_item_label(self) -> str:
        """Return what the button says."""
        return _("Plan a meeting")

    def get_edit_url(self, instance: Any) -> str | None:
        """Return the address of the form, for who runs the meeting as far as the list knows."""
        return super().get_edit_url(instance) if instance.is_prepared else None


class MeetingInspectView(ClosedInspectView):
    """What one may know of a meeting, with the way to the form for who runs it."""

    def get_edit_url(self) -> str | None:
        """Return the address of the form."""
        return super().get_edit_url() if self.object.is_prepared else None


def date_of(row: Any) -> str:
    """Return day and hour by the clock of the meeting, such as "Sun 6 Dec 2026, 10:00"."""
    # Translators: letters of Django's date filter: name of the day, day, month, year, time.
    return dateformat.format(row.begins, pgettext("date and hour of a meeting", "D j M Y, H:i"))


def state_of(row: Any) -> str:
    """Return how far it is, or that it does not take place."""
    return str(_("Cancelled")) if row.is_cancelled else row.get_state_display()


def people_of(row: Any) -> str:
    """Return how many are invited and how many of them come."""
    invited, coming = row.people
    if not invited:
        return ""
    text = ngettext("%(count)s invited", "%(count)s invited", invited) % {"count": invited}
    if not coming:
        return text
    return f"{text}, " + ngettext("%(count)s comes", "%(count)s come", coming) % {"count": coming}


class MeetingViewSet(ClosedViewSet):
    """Meetings: found, looked at, planned, prepared. What people are told begins on the site."""

    model = Meeting
    name = "meetings"
    icon = "calendar-alt"
    editable = True
    permissions = ("add", "view", "change")
    ordering = ("-starts_at", "-pk")
    filterset_class = MeetingFilterSet
    index_view_class = MeetingIndexView
    inspect_view_class = MeetingInspectView
    edit_view_class = PrepareView
    title_label = gettext_lazy("Title")
    introduction = gettext_lazy(
        "The meetings that you may read, latest first. Who runs a meeting prepares it here or on "
        "the site; it is opened, begun and cancelled on the site."
    )
    empty_text = gettext_lazy("There is no meeting that you may read.")
    list_display = [
        NoteColumn(
            "starts_at",
            label=gettext_lazy("Date"),
            value=date_of,
            sort_key="starts_at",
        ),
        NoteColumn(
            "group",
            label=gettext_lazy("Group"),
            value=lambda row: row.group.title if row.group else "",
        ),
        StatusTagColumn("state", label=gettext_lazy("State"), accessor=state_of, sort_key="state"),
        NoteColumn("people", label=gettext_lazy("People"), value=people_of),
        LinkColumn(
            "site",
            label=gettext_lazy("On the site"),
            value=lambda row: _("Open"),
            url=lambda row: row.get_absolute_url(),
        ),
    ]
    list_export = ["title", "starts_at", "ends_at", "time_zone", "group", "place", "state"]
    export_headings = {"title": gettext_lazy("Title"), "state": gettext_lazy("State")}

    def rows_for(self, user: Any) -> Any:
        """Return the meetings that this user may read."""
        return Meeting.objects.visible_to(user).select_related("group")

    def prepare(self, rows: list[Any], user: Any) -> None:
        """Fetch who is invited, and which of the meetings the viewer runs: two queries."""
        counted: dict[int, list[int]] = {}
        places = Attendance.objects.filter(meeting__in=rows).of_active_people().order_by()
        for meeting, answer, count in places.values_list("meeting", "answer").annotate(Count("pk")):
            people = counted.setdefault(meeting, [0, 0])
            people[0] += count
            people[1] += count if answer == "yes" else 0
        mine = Meeting.objects.run_by(user).filter(pk__in=[row.pk for row in rows])
        run = set(mine.values_list("pk", flat=True))
        states = (MeetingState.DRAFT, MeetingState.OPEN, MeetingState.IN_SESSION)
        for row in rows:
            row.people = tuple(counted.get(row.pk, (0, 0)))
            archived = row.group is not None and row.group.is_archived
            alive = not row.is_cancelled and not archived
            row.is_prepared = row.pk in run and alive and row.state in states

    def find(self, rows: Any, typed: str) -> Any:
        """Return the meetings whose title holds each word."""
        for word in typed.split()[:5]:
            rows = rows.filter(title__icontains=word)
        return rows

    def site_url(self, row: Any) -> str:
        """Return the meeting's own address."""
        return row.get_absolute_url()

    def export_row(self, row: Any) -> dict[str, Any]:
        """Return what a spreadsheet shows of a meeting."""
        return {
            "title": row.title,
            "starts_at": row.starts_at,
            "ends_at": row.ends_at,
            "time_zone": row.time_zone,
            "group": row.group.title if row.group else "",
            "place": row.place,
            "state": state_of(row),
        }

    def describe(self, row: Any, user: Any) -> list[tuple[Any, Any]]:
        """Return when, where, of whom, how far, and what is prepared."""
        seat = seat_of(user, row)
        items = AgendaItem.objects.readable_at(seat).on_agenda()
        papers = MeetingDocument.objects.visible_to(user).filter(meeting=row)
        return [
            (_("Date"), f"{span(row.begins, row.ends)} ({row.time_zone})"),
            (_("Place"), row.place),
            (_("Group"), row.group.title if row.group else ""),
            (_("State"), state_of(row)),
            (pgettext_lazy("meeting", "What it is for"), row.purpose),
            (_("Agenda"), "; ".join(items.values_list("title", flat=True))),
            (_("Documents"), "; ".join(papers.order_by("pk").values_list("title", flat=True))),
            (_("People"), people_of(row)),
        ]

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the list gets: also the way to plan one."""
        given = super().get_index_view_kwargs(**kwargs)
        return given | {"add_url_name": self.get_url_name("add")}

    @property
    def plan_view(self) -> Any:
        """The form for a new one."""
        return self.construct_view(PlanView, edit_url_name=self.get_url_name("edit"))

    @property
    def edit_view(self) -> Any:
        """The form of one that is there."""
        return self.construct_view(PrepareView)

    def get_urlpatterns(self) -> list[Any]:
        """Return the addresses that there are."""
        # The first one is where the menu leads: the list.
        return [*super().get_urlpatterns(), path("add/", self.plan_view, name="add")]
