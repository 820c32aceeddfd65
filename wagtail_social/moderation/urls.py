"""Addresses of the room."""

from django.urls import path

from . import views

urlpatterns = [
    path(
        "report/<str:target>/<int:target_id>/",
        views.ReportView.as_view(),
        name="report",
    ),
    path(
        "report/<str:target>/<int:target_id>/<int:comment>/",
        views.ReportView.as_view(),
        name="report_comment",
    ),
    path("reports/", views.ReportsView.as_view(), name="reports"),
    path("reports/mine/", views.MyReportsView.as_view(), name="my_reports"),
    path("reports/<int:pk>/", views.AnswerReportView.as_view(), name="report_answer"),
    path(
        "groups/<str:slug>/reports/",
        views.GroupReportsView.as_view(),
        name="group_reports",
    ),
    path(
        "groups/<str:slug>/reports/<int:pk>/",
        views.AnswerReportView.as_view(),
        name="report_decide",
    ),
]
