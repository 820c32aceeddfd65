"""Addresses of the room."""

from django.urls import URLPattern, URLResolver, include, path

from .views import agenda, calendar, documents, lists, page, people, planning, steps

_item: list[URLPattern | URLResolver] = [
    path("", agenda.ItemView.as_view(), name="agenda_item"),
    path("edit/", agenda.EditItemView.as_view(), name="agenda_item_edit"),
    path("move/", agenda.MoveItemView.as_view(), name="agenda_item_move"),
    path("drop/", agenda.DropItemView.as_view(), name="agenda_item_drop"),
    path("restore/", agenda.RestoreItemView.as_view(), name="agenda_item_restore"),
    path("take/", agenda.TakeProposalView.as_view(), name="agenda_item_take"),
    path("decline/", agenda.DeclineProposalView.as_view(), name="agenda_item_decline"),
    path("document/", documents.AddItemDocumentView.as_view(), name="agenda_item_document_new"),
]

_agenda: list[URLPattern | URLResolver] = [
    path("agenda/new/", agenda.AddItemView.as_view(), name="agenda_item_new"),
    path("agenda/propose/", agenda.ProposeItemView.as_view(), name="agenda_propose"),
    path("agenda/<int:item>/", include(_item)),
]

_document: list[URLPattern | URLResolver] = [
    path("<int:number>/", documents.DocumentFileView.as_view(), name="meeting_document"),
    path("replace/", documents.ReplaceDocumentView.as_view(), name="meeting_document_replace"),
    path("rename/", documents.RenameDocumentView.as_view(), name="meeting_document_rename"),
    path("remove/", documents.RemoveDocumentView.as_view(), name="meeting_document_remove"),
]

_documents: list[URLPattern | URLResolver] = [
    path("documents/new/", documents.AddDocumentView.as_view(), name="meeting_document_new"),
    path("documents/<int:document>/", include(_document)),
]

_people: list[URLPattern | URLResolver] = [
    path("answer/", people.AnswerView.as_view(), name="meeting_answer"),
    path("people/", people.PeopleView.as_view(), name="meeting_people"),
    path("people/invite/", people.InviteView.as_view(), name="meeting_invite"),
    path("people/invite-group/", people.InviteGroupView.as_view(), name="meeting_invite_group"),
    path("people/<str:user>/duty/", people.DutyView.as_view(), name="meeting_duty"),
    path("people/<str:user>/withdraw/", people.WithdrawView.as_view(), name="meeting_withdraw"),
]

_steps: list[URLPattern | URLResolver] = [
    path("edit/", planning.MeetingEditView.as_view(), name="meeting_edit"),
    path("open/", steps.OpenView.as_view(), name="meeting_open"),
    path("start/", steps.StartView.as_view(), name="meeting_start"),
    path("cancel/", steps.CancelView.as_view(), name="meeting_cancel"),
    path("delete/", steps.DeleteView.as_view(), name="meeting_delete"),
]

_meeting: list[URLPattern | URLResolver] = [
    path("", page.MeetingView.as_view(), name="meeting"),
    path("meeting.ics", calendar.MeetingFileView.as_view(), name="meeting_calendar"),
    *_steps,
    *_agenda,
    *_documents,
    *_people,
]

_group: list[URLPattern | URLResolver] = [
    path("", lists.GroupMeetingsView.as_view(), name="group_meetings"),
    path("new/", planning.GroupMeetingNewView.as_view(), name="group_meeting_new"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("meetings/", lists.MyMeetingsView.as_view(), name="meetings"),
    path("meetings/new/", planning.MeetingNewView.as_view(), name="meeting_new"),
    path("groups/<str:slug>/meetings/", include(_group)),
    path("meetings/<int:meeting>/", include(_meeting)),
]
