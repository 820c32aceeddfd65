"""Reports, and what becomes of them."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from tests.cast import CANARY
from wagtail_social.actions import NotVisible, Refused
from wagtail_social.conversations.actions import (
    EditComment,
    PublishPost,
    RemoveComment,
    RemovePost,
)
from wagtail_social.conversations.models import Discussion
from wagtail_social.conversations.targets import place_for
from wagtail_social.groups.models import Membership
from wagtail_social.moderation.actions import DecideReport
from wagtail_social.moderation.models import Report

from .reports import DISMISS, answer_url, file, list_url, report_in


@pytest.mark.parametrize("role", ["moderator", "manager"])
def test_moderator_finds_the_text_the_reason_and_who_reported(
    cast: Any, client_of: Any, role: str
) -> None:
    page = client_of(role).get(list_url(cast.groups["secret"])).content.decode().lower()
    for name in ("comment", "report", "hermit"):
        assert CANARY["secret"][name] in page
    assert "something else" in page
    assert CANARY["closed"]["report"] not in page


@pytest.mark.parametrize("group", ["open", "closed", "secret", "everyone"])
@pytest.mark.parametrize(
    "role",
    ["employee", "requested", "invited", "member", "banned", "former", "steward", "superuser"],
)
def test_others_find_no_reports_of_a_group(
    cast: Any, client_of: Any, role: str, group: str
) -> None:
    report = report_in(cast, group)
    assert client_of(role).get(list_url(cast.groups[group])).status_code == 404
    assert client_of(role).get(answer_url(report)).status_code == 404
    assert client_of(role).post(answer_url(report), DISMISS).status_code == 404
    anywhere = reverse("wagtail_social:report_answer", args=[report.pk])
    assert client_of(role).post(anywhere, DISMISS).status_code == 404
    assert CANARY[group]["report"] not in (
        client_of(role).get(reverse("wagtail_social:reports")).content.decode().lower()
    )
    report.refresh_from_db()
    assert report.state == "waiting"


def test_moderator_answers_once_and_the_first_answer_stays(cast: Any, client_of: Any) -> None:
    report = report_in(cast, "closed")
    answer = client_of("moderator").post(answer_url(report), DISMISS)
    assert (answer.status_code, answer["Location"]) == (303, list_url(report.group))
    again = client_of("manager").post(
        answer_url(report), {"state": "acted", "decision": "My own words."}
    )
    assert again.status_code == 422
    assert "answered already" in again.content.decode()
    assert "My own words." in again.content.decode()
    report.refresh_from_db()
    assert (report.state, report.decision, report.handler) == (
        "dismissed",
        DISMISS["decision"],
        cast["moderator"],
    )
    assert report.decided_at is not None
    entry = ModelLogEntry.objects.get(action="wagtail_social.report.decided")
    assert (entry.user, entry.data["state"]) == (cast["moderator"], "dismissed")


def test_moderator_without_words_is_asked_for_them(cast: Any, client_of: Any) -> None:
    report = report_in(cast, "open")
    for sent in (
        {"state": "dismissed", "decision": "  "},
        {"state": "waiting", "decision": "Hm."},
        {"decision": "Hm."},
    ):
        assert client_of("moderator").post(answer_url(report), sent).status_code == 422
    report.refresh_from_db()
    assert (report.state, report.handler) == ("waiting", None)


def test_moderator_answers_all_reports_of_a_text_alike(cast: Any, client_of: Any) -> None:
    first = report_in(cast, "open")
    place = cast.place("member", "open")
    comment = cast.talks["open"].comments["comment"]
    second = file(cast["member"], place, comment)
    other = file(cast["member"], place, cast.talks["open"].comments["reply"])
    page = client_of("moderator").get(answer_url(first)).content.decode()
    assert 'name="alike"' in page
    client_of("moderator").post(answer_url(first), {**DISMISS, "alike": "on"})
    states = Report.objects.filter(pk__in=[first.pk, second.pk, other.pk]).order_by("pk")
    assert [report.state for report in states] == ["dismissed", "dismissed", "waiting"]


def test_moderator_answering_alike_answers_the_oldest_first_whichever_was_opened(
    cast: Any, client_of: Any
) -> None:
    """One order for everybody: PostgreSQL ends two who lock the same rows in two orders."""
    first = report_in(cast, "open")
    comment = cast.talks["open"].comments["comment"]
    last = [
        file(cast[role], cast.place("member", "open"), comment) for role in ("member", "former")
    ]
    client_of("moderator").post(answer_url(last[-1]), {**DISMISS, "alike": "on"})
    entries = ModelLogEntry.objects.filter(action="wagtail_social.report.decided").order_by("pk")
    assert [int(entry.object_id) for entry in entries] == [first.pk, *(row.pk for row in last)]


def test_moderator_leaving_the_box_empty_answers_one(cast: Any, client_of: Any) -> None:
    first = report_in(cast, "open")
    comment = cast.talks["open"].comments["comment"]
    second = file(cast["member"], cast.place("member", "open"), comment)
    client_of("moderator").post(answer_url(first), DISMISS)
    second.refresh_from_db()
    assert second.state == "waiting"


def test_moderator_does_not_find_reports_about_their_own_text(cast: Any, client_of: Any) -> None:
    post = PublishPost(
        actor=cast["moderator"], group=cast.groups["closed"], title="Mine", source="Mine."
    ).execute()
    report = file(cast["member"], place_for(cast["member"], "post", post.pk))
    assert client_of("moderator").get(answer_url(report)).status_code == 404
    assert client_of("moderator").post(answer_url(report), DISMISS).status_code == 404
    assert "Seen by me" not in client_of("moderator").get(list_url(report.group)).content.decode()
    assert "Seen by me" in client_of("manager").get(list_url(report.group)).content.decode()
    with pytest.raises(NotVisible):
        DecideReport(actor=cast["moderator"], report=report, **DISMISS).execute()


def test_reporter_who_does_not_moderate_cannot_answer(cast: Any) -> None:
    report = file(cast["member"], cast.place("member", "open"))
    with pytest.raises(Refused):
        DecideReport(actor=cast["member"], report=report, **DISMISS).execute()


def test_former_moderator_answers_nothing(cast: Any, client_of: Any) -> None:
    report = report_in(cast, "secret")
    Membership.objects.filter(group=report.group, user=cast["moderator"]).update(state="left")
    assert client_of("moderator").get(list_url(report.group)).status_code == 404
    assert client_of("moderator").post(answer_url(report), DISMISS).status_code == 404


def test_report_under_the_address_of_another_group_is_not_found(cast: Any, client_of: Any) -> None:
    report = report_in(cast, "secret")
    url = reverse("wagtail_social:report_decide", args=[cast.groups["open"].slug, report.pk])
    assert client_of("moderator").get(url).status_code == 404
    assert client_of("moderator").post(url, DISMISS).status_code == 404


def test_removal_by_a_moderator_answers_the_reports_of_that_text(
    cast: Any, client_of: Any, django_capture_on_commit_callbacks: Any
) -> None:
    report = report_in(cast, "closed")
    comment = cast.talks["closed"].comments["comment"]
    about_post = file(cast["member"], cast.place("member", "closed"))
    remove = reverse(
        "wagtail_social:comment_remove",
        args=[comment.discussion.target_type, comment.discussion.target_id, comment.pk],
    )
    page = client_of("moderator").get(list_url(report.group)).content.decode()
    assert remove in page
    with django_capture_on_commit_callbacks(execute=True):
        answer = client_of("moderator").post(
            remove, {"reason": "Names a patient.", "next": list_url(report.group)}
        )
    assert answer["Location"] == list_url(report.group)
    report.refresh_from_db()
    assert (report.state, report.handler, report.decision) == (
        "acted",
        cast["moderator"],
        "Names a patient.",
    )
    about_post.refresh_from_db()
    assert about_post.state == "waiting"


def test_removal_of_a_post_answers_the_reports_of_the_post(
    cast: Any, django_capture_on_commit_callbacks: Any
) -> None:
    comment_report = report_in(cast, "open")
    report = file(cast["member"], cast.place("member", "open"))
    with django_capture_on_commit_callbacks(execute=True):
        RemovePost(
            actor=cast["manager"], post=cast.talks["open"].post, reason="Off topic."
        ).execute()
    report.refresh_from_db()
    comment_report.refresh_from_db()
    assert (report.state, report.decision) == ("acted", "Off topic.")
    assert comment_report.state == "waiting"


def test_removal_by_its_author_leaves_the_report_waiting_until_a_moderator_takes_it_over(
    cast: Any, client_of: Any, django_capture_on_commit_callbacks: Any
) -> None:
    report = report_in(cast, "closed")
    comment = cast.talks["closed"].comments["comment"]
    with django_capture_on_commit_callbacks(execute=True):
        RemoveComment(actor=cast["author"], comment=comment).execute()
    report.refresh_from_db()
    assert report.state == "waiting"
    with django_capture_on_commit_callbacks(execute=True):
        RemoveComment(actor=cast["moderator"], comment=comment, reason="Rude.").execute()
    report.refresh_from_db()
    assert report.state == "acted" and report.decision == "Rude."
    page = client_of("moderator").get(list_url(report.group)).content.decode()
    assert "This text has been removed." in page
    assert CANARY["closed"]["comment"] in page.lower()


def test_moderator_sees_that_a_text_was_edited_after_the_report(cast: Any, client_of: Any) -> None:
    report = report_in(cast, "open")
    comment = cast.talks["open"].comments["comment"]
    EditComment(actor=cast["author"], comment=comment, source="Nothing to see.").execute()
    page = client_of("moderator").get(list_url(report.group)).content.decode()
    assert "Edited after it was reported." in page
    assert (
        reverse(
            "wagtail_social:comment_history",
            args=[comment.discussion.target_type, comment.discussion.target_id, comment.pk],
        )
        in page
    )


def test_moderator_locks_the_discussion_from_the_list(cast: Any, client_of: Any) -> None:
    discussion = cast.talks["open"].discussion
    here = list_url(cast.groups["open"])
    lock = reverse("wagtail_social:discussion_state", args=["post", discussion.target_id])
    assert lock in client_of("moderator").get(here).content.decode()
    answer = client_of("moderator").post(lock, {"state": "locked", "next": here})
    assert answer["Location"] == here
    assert Discussion.objects.get(pk=discussion.pk).state == "locked"
    assert lock not in client_of("moderator").get(here).content.decode()


def test_list_shows_what_waits_first_and_goes_on_by_key(
    cast: Any, client_of: Any, settings: Any, queries: Any, htmx: Any
) -> None:
    settings.WAGTAIL_SOCIAL_FEED_PAGE_SIZE = 2
    group = cast.groups["open"]
    place = cast.place("member", "open")
    answered = report_in(cast, "open")
    DecideReport(actor=cast["moderator"], report=answered, **DISMISS).execute()
    waiting = [
        file(cast[role], place, cast.talks["open"].comments[name])
        for role, name in (("member", "reply"), ("employee", "comment"), ("employee", "deep"))
    ]
    client, seen, url = client_of("moderator"), [], list_url(group)
    for number in range(3):
        page = client.get(url, headers=htmx if number else {}).content.decode()
        ids = [report.pk for report in Report.objects.all() if f'id="report-{report.pk}"' in page]
        seen += sorted(ids, key=lambda pk: page.index(f'id="report-{pk}"'))
        assert ("<html" in page) is (number == 0)
        assert ("Waiting for an answer</h2>" in page) is (number == 0)
        if "after=" not in page:
            break
        url = list_url(group) + "?after=" + page.partition("?after=")[2].partition('"')[0]
    assert seen == [*reversed([report.pk for report in waiting]), answered.pk]
    for sign in ("2-5", "0-x", "-", "0-99999999999999999999", "\x00"):
        assert client.get(list_url(group), {"after": sign}).status_code == 200


def test_list_of_many_reports_asks_no_more_than_one_of_few(
    cast: Any, client_of: Any, queries: Any
) -> None:
    client, url = client_of("moderator"), list_url(cast.groups["open"])
    place = cast.place("member", "open")
    client.get(url)
    with queries() as few:
        client.get(url)
    for role in ("member", "employee", "manager", "invited"):
        for name in ("comment", "reply", "deep"):
            file(cast[role], place, cast.talks["open"].comments[name])
    with queries() as many:
        page = client.get(url).content.decode()
    assert page.count('id="report-') >= 13
    assert len(many) == len(few)


def test_tab_and_side_count_what_waits(cast: Any, client_of: Any) -> None:
    group = cast.groups["open"]
    file(cast["member"], cast.place("member", "open"))
    page = client_of("moderator").get(list_url(group)).content.decode()
    tab = page.partition(f'href="{list_url(group)}"')[2].partition("</li>")[0]
    assert ">2<" in tab
    side = page.partition(f'href="{reverse("wagtail_social:reports")}"')[2].partition("</li>")[0]
    assert str(len(Report.objects.for_moderator(cast["moderator"]))) in side
