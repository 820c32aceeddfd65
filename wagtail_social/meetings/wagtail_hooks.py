"""What the room of meetings registers."""

from __future__ import annotations

import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from wagtail_social.audit import log_actions
from wagtail_social.extension_points import (
    AdminPlace,
    DiscussionTarget,
    DueJob,
    EventRecord,
    GroupTab,
    LoggedRows,
    PersonalData,
    ProfilePanel,
    SideSection,
    admin_places,
    discussion_targets,
    due_jobs,
    event_records,
    group_tabs,
    happenings,
    logged_rows,
    notification_categories,
    notification_subjects,
    personal_data,
    profile_panels,
    side_sections,
)
from wagtail_social.personal_feeds import personal_feeds

from . import (
    notifying,
    notifying_actions,
    notifying_calendar,
    notifying_documents,
    notifying_minutes,
    notifying_people,
    notifying_series,
)
from .actions.owners import remind_owners
from .calendar_feed import meetings_feed
from .choosing import MeetingChooserViewSet
from .deleting import say_what_stays
from .lists import next_meetings
from .models import ActionItem, AgendaItem, Meeting, MeetingDocument
from .targets import item_target
from .viewsets import MeetingViewSet


@discussion_targets.register
def items() -> DiscussionTarget:
    """Agenda items can be talked about."""
    return item_target()


@personal_data.register
def meeting_data() -> list[PersonalData]:
    """A place at a meeting goes with the person; agenda and documents stay without a name."""
    app = "wagtail_social_meetings"
    return [
        PersonalData(
            f"{app}.Attendance",
            "user",
            "delete",
            ("meeting", "duty", "answer", "reason", "invited_at", "attended"),
        ),
        PersonalData(f"{app}.Attendance", "invited_by", "clear"),
        PersonalData(f"{app}.Withdrawal", "user", "delete", ("title", "withdrawn_at")),
        PersonalData(f"{app}.Meeting", "created_by", "clear", ("title", "created_at")),
        PersonalData(f"{app}.AgendaItem", "presenter", "clear", ("title",)),
        PersonalData(f"{app}.AgendaItem", "proposed_by", "clear", ("title", "text")),
        PersonalData(f"{app}.MeetingSeries", "created_by", "clear", ("rhythm", "created_at")),
        PersonalData(f"{app}.DateProposal", "proposed_by", "clear", ("starts_at", "ends_at")),
        PersonalData(f"{app}.DateVote", "user", "delete", ("proposal", "answer", "voted_at")),
        PersonalData(f"{app}.DocumentVersion", "uploaded_by", "clear", ("name", "uploaded_at")),
    ]


@group_tabs.register
def meetings_tab() -> GroupTab:
    """The meetings of a group."""
    return GroupTab(
        name="meetings",
        label=_("Meetings"),
        url_name="wagtail_social:group_meetings",
        visible=lambda standing: standing.can_read,
        order=150,
    )


@side_sections.register
def meetings_beside() -> SideSection:
    """The next meetings of the viewer, on the left of every page."""
    return SideSection(name="meetings", build=next_meetings, order=150)


@profile_panels.register
def meetings_of_person() -> ProfilePanel:
    """On one's own profile, the way to one's meetings: a phone has no column for it."""
    return ProfilePanel(
        name="meetings",
        template="wagtail_social/meetings/profile_panel.html",
        context=lambda person, viewer: {
            "url": reverse("wagtail_social:meetings") if person.pk == viewer.pk else "",
            "actions_url": reverse("wagtail_social:my_actions"),
        },
        order=850,
    )


notification_categories.register(notifying.categories)
notification_subjects.register(notifying.subjects)
happenings.register(notifying.happenings)


@log_actions
def actions_on_meetings() -> dict[str, Any]:
    """What the audit log says of meetings."""
    return {
        "wagtail_social.meeting.planned": _("Plan a meeting"),
        "wagtail_social.meeting.edited": _("Change a meeting"),
        "wagtail_social.meeting.opened": _("Open a meeting"),
        "wagtail_social.meeting.started": _("Start a meeting"),
        "wagtail_social.meeting.cancelled": _("Cancel a meeting"),
        "wagtail_social.meeting.deleted": _("Delete the draft of a meeting"),
    }


happenings.register(notifying_documents.happenings)


@log_actions
def actions_on_agendas() -> dict[str, Any]:
    """What the audit log says of agendas and documents."""
    return {
        "wagtail_social.agenda.added": _("Put an item on an agenda"),
        "wagtail_social.agenda.edited": _("Edit an item of an agenda"),
        "wagtail_social.agenda.moved": _("Move an item of an agenda"),
        "wagtail_social.agenda.dropped": _("Take an item off an agenda"),
        "wagtail_social.agenda.restored": _("Put an item back on an agenda"),
        "wagtail_social.agenda.proposed": _("Propose an item for an agenda"),
        "wagtail_social.agenda.proposal_taken": _("Take a proposal onto an agenda"),
        "wagtail_social.agenda.proposal_declined": _("Decline a proposal for an agenda"),
        "wagtail_social.document.added": _("Put a document to a meeting"),
        "wagtail_social.document.replaced": _("Bring a new version of a document"),
        "wagtail_social.document.renamed": _("Rename a document"),
        "wagtail_social.document.removed": _("Remove a document"),
    }


@logged_rows.register
def what_was_done() -> LoggedRows:
    """Who reads a meeting reads who planned and changed it; who runs it, how minutes came about.

    Minutes that are being written are nobody else's, nor is a correction that is not published.
    """
    return LoggedRows(
        lambda: Meeting,
        Meeting.objects.visible_to,
        apart=([*actions_on_minutes(), *BEFORE_PUBLISHING], Meeting.objects.run_by),
    )


@logged_rows.register
def what_was_done_to_agendas() -> list[LoggedRows]:
    """Who reads a meeting may know what was done to its agenda and its documents."""
    return [
        LoggedRows(lambda: AgendaItem, AgendaItem.objects.visible_to),
        LoggedRows(lambda: MeetingDocument, MeetingDocument.objects.of_meetings_seen_by),
    ]


happenings.register(notifying_people.happenings)
happenings.register(notifying_actions.happenings)
notification_categories.register(notifying_actions.categories)


@event_records.register
def owners_are_told() -> EventRecord:
    """Who took something on is told once the minutes can be read."""
    return EventRecord(notifying_actions.minutes_are_readable, notifying_actions.tell_owners)


@due_jobs.register
def reminders() -> DueJob:
    """Who took something on is reminded in the morning, before it is due and after."""
    return DueJob("action items", datetime.timedelta(minutes=15), remind_owners)


@personal_data.register
def action_item_data() -> list[PersonalData]:
    """What somebody has taken on stays for the others, who then find somebody else to do it."""
    app = "wagtail_social_meetings"
    return [
        PersonalData(f"{app}.ActionItem", "owner", "clear", ("text", "due_on", "status")),
        PersonalData(f"{app}.ActionItem", "created_by", "clear", ("text", "created_at")),
        PersonalData(f"{app}.ActionItem", "told_to", "clear"),
        PersonalData(
            f"{app}.ActionUpdate", "author", "clear", ("text", "status", "due_on", "created_at")
        ),
        PersonalData(f"{app}.ActionUpdate", "owner", "clear"),
    ]


@log_actions
def actions_on_action_items() -> dict[str, Any]:
    """What the audit log says of what becomes of action items."""
    return {
        "wagtail_social.action_item.updated": _("Say how far an action item is"),
        "wagtail_social.action_item.rescheduled": _("Move an action item to another day"),
        "wagtail_social.action_item.handed_over": _("Hand an action item over"),
    }


@logged_rows.register
def what_was_done_to_action_items() -> LoggedRows:
    """Who reads an action item may know what became of it."""
    return LoggedRows(lambda: ActionItem, ActionItem.objects.visible_to)


@log_actions
def actions_on_people() -> dict[str, Any]:
    """What the audit log says of who comes to meetings."""
    return {
        "wagtail_social.meeting.people_invited": _("Invite people to a meeting"),
        "wagtail_social.meeting.group_invited": _("Invite a whole group to its meeting"),
        "wagtail_social.meeting.invitation_withdrawn": _("Take back an invitation to a meeting"),
        "wagtail_social.meeting.duty_changed": _("Change what somebody does at a meeting"),
    }


@personal_data.register
def minutes_data() -> list[PersonalData]:
    """What was written down of a meeting stays with it, without a name where an account is gone."""
    app = "wagtail_social_meetings"
    return [
        PersonalData(f"{app}.Note", "edited_by", "clear", ("meeting", "text", "edited_at")),
        PersonalData(f"{app}.Outcome", "created_by", "clear", ("meeting", "kind", "text")),
    ]


happenings.register(notifying_minutes.happenings)


@personal_data.register
def approved_minutes_data() -> list[PersonalData]:
    """What somebody said of a draft, and approved minutes, stay without a name."""
    app = "wagtail_social_meetings"
    return [
        PersonalData(f"{app}.Remark", "author", "clear", ("text", "created_at")),
        PersonalData(f"{app}.Remark", "answered_by", "clear", ("answer",)),
        PersonalData(f"{app}.MinutesVersion", "approved_by", "clear", ("number", "approved_at")),
    ]


@log_actions
def actions_on_minutes() -> dict[str, Any]:
    """What the audit log says of who takes the minutes."""
    return {
        "wagtail_social.minutes.presence": _("Say who was at a meeting"),
        "wagtail_social.minutes.walk_in": _("Write down who came uninvited"),
        "wagtail_social.minutes.outcome_added": _("Write down an outcome"),
        "wagtail_social.minutes.outcome_edited": _("Edit an outcome"),
        "wagtail_social.minutes.outcome_removed": _("Take an outcome out of minutes"),
        "wagtail_social.minutes.action_added": _("Write down an action"),
        "wagtail_social.minutes.action_edited": _("Edit an action of minutes"),
        "wagtail_social.minutes.action_removed": _("Take an action out of minutes"),
    }


#: Actions on approved minutes of which only who runs the meeting knows.
BEFORE_PUBLISHING = (
    "wagtail_social.minutes.correction_begun",
    "wagtail_social.minutes.correction_given_up",
    "wagtail_social.minutes.remark_answered",
)


@log_actions
def actions_on_approved_minutes() -> dict[str, Any]:
    """What the audit log says of minutes."""
    return {
        "wagtail_social.minutes.drafted": _("Show the draft of minutes"),
        "wagtail_social.minutes.approved": _("Approve minutes"),
        "wagtail_social.meeting.closed": _("Close a meeting"),
        "wagtail_social.minutes.correction_begun": _("Begin a correction of minutes"),
        "wagtail_social.minutes.corrected": _("Publish a correction of minutes"),
        "wagtail_social.minutes.correction_given_up": _("Give up a correction of minutes"),
        "wagtail_social.minutes.remark_answered": _("Answer a remark on minutes"),
    }


happenings.register(notifying_series.happenings)


@log_actions
def actions_on_what_follows() -> dict[str, Any]:
    """What the audit log says of the next meetings."""
    return {
        "wagtail_social.meeting.next_planned": _("Plan the next meeting"),
        "wagtail_social.meeting.dates_proposed": _("Propose dates for the next meeting"),
        "wagtail_social.meeting.date_withdrawn": _("Withdraw a proposed date"),
        "wagtail_social.meeting.repeated": _("Let a meeting come back in a rhythm"),
        "wagtail_social.meeting.more_made": _("Make more meetings of a series"),
        "wagtail_social.meeting.series_stopped": _("End a series of meetings"),
    }


happenings.register(notifying_calendar.happenings)
notification_subjects.register(notifying_calendar.subjects)
personal_feeds.register(meetings_feed)
meetings_admin = MeetingViewSet()


@admin_places.register
def admin_menu() -> AdminPlace:
    """Meetings in the Wagtail admin."""
    return AdminPlace(menu_item=meetings_admin.get_menu_item, viewset=meetings_admin, order=350)


@hooks.register("register_admin_viewset")
def chooser() -> MeetingChooserViewSet:
    """Choosing a meeting in a form of the Wagtail admin."""
    return MeetingChooserViewSet("wagtail_social_meeting_chooser")


@hooks.register("before_delete_page")
def tell_of_meetings(request: Any, page: Any) -> None:
    """Say before an event page is deleted which meetings lose it; they stay."""
    say_what_stays(request, page)
