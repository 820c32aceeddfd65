"""Addresses of the room."""

from django.urls import URLPattern, URLResolver, include, path

from .views import (
    agenda,
    documents,
    lists,
    minutes_records,
    page,
    people,
    planning,
    session,
    steps,
)

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

_session: list[URLPattern | URLResolver] = [
    path("", session.SessionView.as_view(), name="meeting_session"),
    path("presence/", session.PresenceView.as_view(), name="meeting_presence"),
    path("people/", session.WalkInView.as_view(), name="meeting_walk_in"),
    path("notes/", session.NoteView.as_view(), name="meeting_note"),
    path("outcomes/new/", minutes_records.AddOutcomeView.as_view(), name="meeting_outcome_new"),
    path(
        "outcomes/<int:row>/",
        minutes_records.EditOutcomeView.as_view(),
        name="meeting_outcome_edit",
    ),
    path(
        "outcomes/<int:row>/remove/",
        minutes_records.RemoveOutcomeView.as_view(),
        name="meeting_outcome_remove",
    ),
    path("actions/new/", minutes_records.AddActionItemView.as_view(), name="meeting_action_new"),
    path(
        "actions/<int:row>/",
        minutes_records.EditActionItemView.as_view(),
        name="meeting_action_edit",
    ),
    path(
        "actions/<int:row>/remove/",
        minutes_records.RemoveActionItemView.as_view(),
        name="meeting_action_remove",
    ),
]

_meeting: list[URLPattern | URLResolver] = [
    path("", page.MeetingView.as_view(), name="meeting"),
    *_steps,
    *_agenda,
    *_documents,
    *_people,
    path("session/", include(_session)),
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
