"""What the room of meetings registers."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from wagtail_social.audit import log_actions
from wagtail_social.extension_points import (
    AdminPlace,
    DiscussionTarget,
    GroupTab,
    LoggedRows,
    PersonalData,
    ProfilePanel,
    SideSection,
    admin_places,
    discussion_targets,
    group_tabs,
    happenings,
    logged_rows,
    notification_categories,
    notification_subjects,
    personal_data,
    profile_panels,
    side_sections,
)

from . import notifying, notifying_documents, notifying_people
from .choosing import MeetingChooserViewSet
from .deleting import say_what_stays
from .lists import next_meetings
from .models import AgendaItem, Meeting, MeetingDocument
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
            ("meeting", "duty", "answer", "reason", "invited_at"),
        ),
        PersonalData(f"{app}.Attendance", "invited_by", "clear"),
        PersonalData(f"{app}.Meeting", "created_by", "clear", ("title", "created_at")),
        PersonalData(f"{app}.AgendaItem", "presenter", "clear", ("title",)),
        PersonalData(f"{app}.AgendaItem", "proposed_by", "clear", ("title", "text")),
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
            "url": reverse("wagtail_social:meetings") if person.pk == viewer.pk else ""
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
    """Who reads a meeting reads who planned and changed it."""
    return LoggedRows(lambda: Meeting, Meeting.objects.visible_to)


@logged_rows.register
def what_was_done_to_agendas() -> list[LoggedRows]:
    """Who reads a meeting may know what was done to its agenda and its documents."""
    return [
        LoggedRows(lambda: AgendaItem, AgendaItem.objects.visible_to),
        LoggedRows(lambda: MeetingDocument, MeetingDocument.objects.of_meetings_seen_by),
    ]


happenings.register(notifying_people.happenings)


@log_actions
def actions_on_people() -> dict[str, Any]:
    """What the audit log says of who comes to meetings."""
    return {
        "wagtail_social.meeting.people_invited": _("Invite people to a meeting"),
        "wagtail_social.meeting.group_invited": _("Invite a whole group to its meeting"),
        "wagtail_social.meeting.invitation_withdrawn": _("Take back an invitation to a meeting"),
        "wagtail_social.meeting.duty_changed": _("Change what somebody does at a meeting"),
    }


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
