"""Addresses of the room."""

from django.urls import path

from . import views

urlpatterns = [
    path("people/", views.PeopleView.as_view(), name="people"),
    path("people/me/", views.MeView.as_view(), name="me"),
    path("people/me/edit/", views.EditProfileView.as_view(), name="edit_profile"),
    path("people/<str:pk>/", views.PersonView.as_view(), name="person"),
    path(
        "suggest/colleagues/",
        views.SuggestColleaguesView.as_view(),
        name="suggest_colleagues",
    ),
]
