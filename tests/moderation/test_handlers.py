"""Who answers a report: on pages, and where nobody in the group could."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from example_site.intranet.models import StandardPage
from tests.cast import CANARY
from wagtail_social.conversations.actions import (
    PostComment,
    PublishPost,
    RemoveComment,
)
from wagtail_social.conversations.targets import place_for
from wagtail_social.groups.models import Membership
from wagtail_social.moderation.models import Report

from .reports import DISMISS, answer_url, file, list_url, report_in


def page_report(cast: Any, page: Any, author: str = "member") -> Any:
    """Let an employee report a comment below a page."""
    place = place_for(cast[author], "page", page.pk)
    comment = PostComment(actor=cast[author], place=place, source="Rude zqpagewords.").execute()
    return file(cast["employee"], place, comment)


def test_who_may_publish_a_page_answers_the_reports_below_it(
    cast: Any, client_of: Any, host_pages: Any
) -> None:
    here = page_report(cast, host_pages.elsewhere)
    there = page_report(cast, host_pages.news)
    page = client_of("editor").get(reverse("wagtail_social:reports")).content.decode()
    assert f'id="report-{here.pk}"' in page
    assert f'id="report-{there.pk}"' not in page
    assert client_of("editor").get(answer_url(there)).status_code == 404
    assert client_of("editor").post(answer_url(here), DISMISS).status_code == 303
    here.refresh_from_db()
    assert (here.state, here.handler) == ("dismissed", cast["editor"])
    assert client_of("moderator").get(answer_url(there)).status_code == 404
    assert client_of("superuser").get(answer_url(there)).status_code == 200


def test_editor_removing_a_comment_below_a_page_answers_its_report(
    cast: Any, client_of: Any, host_pages: Any, django_capture_on_commit_callbacks: Any
) -> None:
    report = page_report(cast, host_pages.elsewhere)
    with django_capture_on_commit_callbacks(execute=True):
        RemoveComment(actor=cast["editor"], comment=report.comment, reason="Rude.").execute()
    report.refresh_from_db()
    assert (report.state, report.decision, report.handler) == ("acted", "Rude.", cast["editor"])


def test_editor_does_not_answer_about_their_own_comment(
    cast: Any, client_of: Any, host_pages: Any
) -> None:
    report = page_report(cast, host_pages.elsewhere, author="editor")
    assert client_of("editor").get(answer_url(report)).status_code == 404


def test_page_that_an_editor_may_no_longer_see_takes_its_reports_along(
    cast: Any, client_of: Any, host_pages: Any
) -> None:
    report = page_report(cast, host_pages.elsewhere)
    host_pages.elsewhere.unpublish()
    assert client_of("editor").get(answer_url(report)).status_code == 404
    assert Report.objects.filter(pk=report.pk).exists()


def orphan(cast: Any, group: str) -> Any:
    """Let a member report the only person who runs a group."""
    rows = Membership.objects.filter(group=cast.groups[group])
    rows.exclude(user=cast["manager"]).update(role="member")
    post = PublishPost(
        actor=cast["manager"], group=cast.groups[group], title="Rules", source="My rules."
    ).execute()
    return file(cast["member"], place_for(cast["member"], "post", post.pk))


def test_site_moderator_answers_what_nobody_in_an_open_group_could(
    cast: Any, client_of: Any
) -> None:
    report = orphan(cast, "open")
    listed = client_of("steward").get(reverse("wagtail_social:reports")).content.decode()
    assert f'id="report-{report.pk}"' in listed
    url = reverse("wagtail_social:report_answer", args=[report.pk])
    page = client_of("steward").get(url).content.decode()
    assert "My rules." in page
    assert "Remove the text" not in page
    assert client_of("steward").post(url, DISMISS).status_code == 303
    assert client_of("manager").get(answer_url(report)).status_code == 404


@pytest.mark.parametrize("group", ["closed", "secret"])
def test_site_moderator_answers_nothing_in_a_group_they_do_not_read(
    cast: Any, client_of: Any, group: str
) -> None:
    report = orphan(cast, group)
    url = reverse("wagtail_social:report_answer", args=[report.pk])
    for role in ("steward", "superuser"):
        assert client_of(role).get(url).status_code == 404


def test_superuser_is_no_site_moderator_unless_the_host_says_so(
    cast: Any, client_of: Any, settings: Any
) -> None:
    report = orphan(cast, "open")
    url = reverse("wagtail_social:report_answer", args=[report.pk])
    assert client_of("superuser").get(url).status_code == 404
    settings.WAGTAIL_SOCIAL_SUPERUSERS_SEE_ALL = True
    assert client_of("superuser").get(url).status_code == 200


def test_site_moderator_by_a_group_of_django_counts_too(cast: Any, client_of: Any) -> None:
    from django.contrib.auth.models import Group as AuthGroup

    stewards = AuthGroup.objects.create(name="Stewards")
    stewards.permissions.add(
        Permission.objects.get(
            content_type__app_label="wagtail_social_moderation", codename="change_report"
        )
    )
    cast["employee"].groups.add(stewards)
    report = orphan(cast, "open")
    url = reverse("wagtail_social:report_answer", args=[report.pk])
    assert client_of("employee").get(url).status_code == 200


def test_text_of_a_colleague_whose_account_is_gone_is_still_answered(
    cast: Any, client_of: Any
) -> None:
    report = report_in(cast, "open")
    cast["author"].delete()
    report.refresh_from_db()
    assert report.reported_author is None
    assert client_of("moderator").get(answer_url(report)).status_code == 200
    assert client_of("moderator").post(answer_url(report), DISMISS).status_code == 303


def test_reporter_who_has_gone_leaves_the_report(cast: Any, client_of: Any) -> None:
    report = report_in(cast, "open")
    report.reporter.delete()
    page = client_of("moderator").get(list_url(report.group)).content.decode()
    assert f'id="report-{report.pk}"' in page
    assert (
        CANARY["open"]["hermit"]
        not in page.partition("ws-main")[2]
        .partition("ws-rail")[0]
        .lower()
        .partition("hermit.open")[0]
    )


def test_group_deleted_by_the_host_takes_its_reports_with_it(cast: Any) -> None:
    report = report_in(cast, "open")
    cast.groups["open"].delete()
    assert not Report.objects.filter(pk=report.pk).exists()
    assert report_in(cast, "closed").state == "waiting"


@pytest.mark.parametrize(
    ("role", "address"),
    [
        ("employee", "/community/topics/"),
        ("employee", "/community/reports/mine/"),
        ("editor", "/community/topics/"),
        ("editor", "/community/reports/"),
        ("steward", "/community/reports/"),
        ("superuser", "/community/reports/"),
        ("editor", "/admin/community/reports/"),
        ("editor", "/admin/community/reports/?export=csv"),
    ],
)
def test_reader_of_any_page_asks_no_more_for_many_reported_pages_than_for_one(
    cast: Any, client_of: Any, host_pages: Any, queries: Any, role: str, address: str
) -> None:
    cast["editor"].user_permissions.add(Permission.objects.get(codename="view_report"))
    client = client_of(role)

    def count() -> int:
        with queries() as found:
            answer = client.get(address)
            assert answer.status_code == 200
            b"".join(answer)
        return len(found)

    page_report(cast, host_pages.elsewhere)
    count()
    before = count()
    for number in range(6):
        page = StandardPage(title=f"Quay {number}", slug=f"quay-{number}")
        page_report(cast, host_pages.elsewhere.add_child(instance=page))
    assert count() == before


def test_editor_beside_every_page_is_told_how_many_reports_below_pages_wait(
    cast: Any, client_of: Any, host_pages: Any
) -> None:
    page_report(cast, host_pages.elsewhere)
    page_report(cast, host_pages.news)
    assert Report.objects.figures_for(cast["editor"]) == (1, 0)
    assert Report.objects.figures_for(cast["employee"]) == (0, 2)
    assert Report.objects.figures_for(cast["superuser"]) == (2, 0)
    Report.objects.filter(reported_author=cast["member"]).update(reported_author=cast["editor"])
    assert Report.objects.figures_for(cast["editor"]) == (0, 0)
