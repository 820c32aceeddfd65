"""Addresses of the room."""

from django.urls import path

from . import views

urlpatterns = [
    path("topics/", views.TopicsView.as_view(), name="topics"),
    path("topics/<str:slug>/", views.TopicView.as_view(), name="topic"),
    path("topics/<str:slug>/follow/", views.TopicFollowView.as_view(), name="topic_follow"),
    path("suggest/topics/", views.SuggestTopicsView.as_view(), name="suggest_topics"),
]
