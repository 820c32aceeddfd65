"""Addresses of the room."""

from django.urls import include, path

from .views import about, directory, joining, members, settings

_person = [
    path("requests/<str:user>/accept/", members.AcceptRequestView.as_view(), name="request_accept"),
    path(
        "requests/<str:user>/decline/", members.DeclineRequestView.as_view(), name="request_decline"
    ),
    path("members/<str:user>/role/", members.RoleView.as_view(), name="member_role"),
    path("members/<str:user>/hand-over/", members.HandOverView.as_view(), name="member_hand_over"),
    path("members/<str:user>/remove/", members.RemoveView.as_view(), name="member_remove"),
    path("members/<str:user>/ban/", members.BanView.as_view(), name="member_ban"),
    path("members/<str:user>/lift-ban/", members.LiftBanView.as_view(), name="member_lift_ban"),
]

_group = [
    path("about/", about.GroupAboutView.as_view(), name="group_about"),
    path("members/", members.MembersView.as_view(), name="group_members"),
    path("cover/", about.GroupCoverView.as_view(), name="group_cover"),
    path("settings/", settings.SettingsView.as_view(), name="group_settings"),
    path("settings/access/", settings.AccessView.as_view(), name="group_access"),
    path("archive/", settings.ArchiveView.as_view(), name="group_archive"),
    path("reopen/", settings.ReopenView.as_view(), name="group_reopen"),
    path("join/", joining.JoinView.as_view(), name="group_join"),
    path("request/", joining.RequestView.as_view(), name="group_request"),
    path("withdraw/", joining.WithdrawView.as_view(), name="group_withdraw"),
    path("invite/", joining.InviteView.as_view(), name="group_invite"),
    path("invitation/accept/", joining.AcceptInvitationView.as_view(), name="group_accept"),
    path("invitation/decline/", joining.DeclineInvitationView.as_view(), name="group_decline"),
    path("leave/", joining.LeaveView.as_view(), name="group_leave"),
    *_person,
]

urlpatterns = [
    path("groups/", directory.GroupsView.as_view(), name="groups"),
    path("groups/new/", directory.GroupNewView.as_view(), name="group_new"),
    path("groups/<str:slug>/", include(_group)),
    path(
        "suggest/people/group/<str:slug>/",
        about.SuggestGroupPeopleView.as_view(),
        name="suggest_group_people",
    ),
]
