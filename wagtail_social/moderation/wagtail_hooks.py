"""What the room of moderation registers."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wagtail_social.audit import log_actions
from wagtail_social.conversations.models import ContentState, Post
from wagtail_social.conversations.targets import POST
from wagtail_social.extension_points import (
    AdminPlace,
    ContentAction,
    DiscussionEnd,
    GroupTab,
    LoggedRows,
    PersonalData,
    ProfilePanel,
    SideSection,
    admin_places,
    content_actions,
    discussion_ends,
    group_tabs,
    happenings,
    logged_rows,
    notification_subjects,
    personal_data,
    profile_panels,
    side_sections,
)

from . import notifying
from .models import Report
from .viewsets import ReportViewSet


@group_tabs.register
def reports_tab() -> GroupTab:
    """Reports of a group, with how many wait."""
    return GroupTab(
        name="reports",
        label=_("Reports"),
        url_name="wagtail_social:group_reports",
        visible=lambda standing: standing.can_moderate,
        order=800,
        count=lambda standing: Report.objects.in_group_of(standing).waiting().count(),
    )


@content_actions.register
def report_entry() -> ContentAction:
    """Report somebody else's post or comment."""
    return ContentAction(name="report", label=_("Report"), icon="flag", url=_report_url)


def _report_url(discussion: Any, comment: Any, user: Any) -> str | None:
    if discussion is None:
        return None
    text = comment
    if comment is None and discussion.target_type == POST:
        text = Post.objects.visible_to(user).filter(pk=discussion.target_id).first()
    if text is None or text.author_id == user.pk or text.state == ContentState.REMOVED:
        return None
    where = [discussion.target_type, discussion.target_id]
    if comment is None:
        return reverse("wagtail_social:report", args=where)
    return reverse("wagtail_social:report_comment", args=[*where, comment.pk])


@side_sections.register
def reports_beside() -> SideSection:
    """What waits for the viewer's answer, and what became of their own reports."""
    return SideSection(name="reports", build=_beside, order=800)


def _links(user: Any, path: str) -> list[dict[str, Any]]:
    to_answer, own = Report.objects.figures_for(user)
    places = [
        (to_answer, to_answer, _("Reports to answer"), "shield", "reports"),
        (own, None, _("My reports"), "flag", "my_reports"),
    ]
    links = []
    for found, count, label, icon, name in places:
        if found:
            url = reverse(f"wagtail_social:{name}")
            links.append(
                {"label": label, "url": url, "icon": icon, "current": path == url, "count": count}
            )
    return links


def _beside(request: Any) -> dict[str, Any] | None:
    links = _links(request.user, request.path)
    return {"title": _("Reports"), "links": links} if links else None


@profile_panels.register
def reports_of_person() -> ProfilePanel:
    """On one's own profile, the way to one's reports: a phone has no column for it."""
    return ProfilePanel(
        name="reports",
        template="wagtail_social/moderation/profile_panel.html",
        context=lambda person, viewer: {
            "links": _links(viewer, "") if person.pk == viewer.pk else []
        },
        order=900,
    )


@personal_data.register
def report_data() -> list[PersonalData]:
    """A report never vanishes; whose it was is forgotten with the person."""
    model = "wagtail_social_moderation.Report"
    return [
        PersonalData(
            model,
            "reporter",
            "clear",
            ("reason", "text", "created_at", "state", "decision", "decided_at"),
        ),
        PersonalData(model, "reported_author", "clear"),
        PersonalData(model, "handler", "clear", ("state", "decision", "decided_at")),
    ]


notification_subjects.register(notifying.subjects)
happenings.register(notifying.happenings)


@log_actions
def actions() -> dict[str, Any]:
    """What the audit log says of reports."""
    return {
        "wagtail_social.report.filed": _("Report a text"),
        "wagtail_social.report.decided": _("Answer a report"),
    }


@logged_rows.register
def what_was_done() -> LoggedRows:
    """Who answers a report reads who sent and who answered it."""
    return LoggedRows(lambda: Report, Report.objects.for_moderator)


reports_admin = ReportViewSet()


def _forget_reports(discussions: list[int]) -> None:
    Report.objects.filter(discussion__in=discussions).delete()


@discussion_ends.register
def reports_end() -> DiscussionEnd:
    """Reports of what was said under a page go with the page: nobody could answer them."""
    return DiscussionEnd(forget=_forget_reports)


@admin_places.register
def admin_menu() -> AdminPlace:
    """Reports in the Wagtail admin."""
    return AdminPlace(menu_item=reports_admin.get_menu_item, viewset=reports_admin, order=100)
