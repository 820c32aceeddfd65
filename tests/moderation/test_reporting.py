"""Saying that a text should be looked at."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from tests.cast import CANARY
from wagtail_social.conversations.actions import PostComment, PublishPost, RemoveComment
from wagtail_social.conversations.targets import place_for
from wagtail_social.groups.models import Membership
from wagtail_social.moderation.models import Report


def comment_url(comment: Any, discussion: Any = None) -> str:
    """Return the address where a comment is reported."""
    where = discussion or comment.discussion
    return reverse(
        "wagtail_social:report_comment", args=[where.target_type, where.target_id, comment.pk]
    )


def post_url(post: Any) -> str:
    """Return the address where a post is reported."""
    return reverse("wagtail_social:report", args=["post", post.pk])


def newest() -> Any:
    """Return the report that was made last."""
    return Report.objects.order_by("-pk").first()


def log_count() -> int:
    """Count the entries of the audit log about reports that were filed."""
    return ModelLogEntry.objects.filter(action="wagtail_social.report.filed").count()


def test_member_reports_a_post_and_it_is_on_record(cast: Any, client_of: Any) -> None:
    talk = cast.talks["closed"]
    answer = client_of("member").post(
        post_url(talk.post), {"reason": "hurtful", "text": "  Please look.  "}
    )
    assert answer.status_code == 303
    assert answer["Location"] == talk.post.get_absolute_url()
    report = newest()
    assert (report.reporter, report.reported_author) == (cast["member"], cast["author"])
    assert (report.discussion_id, report.comment_id) == (talk.discussion.pk, None)
    assert (report.group, report.reason, report.text, report.state) == (
        cast.groups["closed"],
        "hurtful",
        "Please look.",
        "waiting",
    )
    entry = ModelLogEntry.objects.filter(action="wagtail_social.report.filed").get()
    assert (entry.user, entry.object_id) == (cast["member"], str(report.pk))
    assert "Please look" not in str(entry.data)


def test_member_reports_a_comment_from_its_menu(cast: Any, client_of: Any) -> None:
    comment = cast.talks["secret"].comments["reply"]
    client = client_of("member")
    where = comment.discussion
    menu = reverse(
        "wagtail_social:comment_menu", args=[where.target_type, where.target_id, comment.pk]
    )
    url = comment_url(comment)
    assert url in client.get(menu).content.decode()
    page = client.get(url).content.decode()
    assert CANARY["secret"]["reply"] in page
    assert "checked" not in page
    answer = client.post(url, {"reason": "private"})
    assert answer["Location"] == reverse("wagtail_social:comment", args=[comment.pk])
    assert newest().comment == comment


def test_author_finds_no_report_entry_in_the_menu_of_an_own_post(cast: Any, client_of: Any) -> None:
    post = cast.talks["open"].post
    menu = reverse("wagtail_social:discussion_menu", args=["post", post.pk])
    assert post_url(post) not in client_of("author").get(menu).content.decode()
    assert post_url(post) in client_of("member").get(menu).content.decode()


def test_author_reporting_an_own_text_is_told_to_edit_it(cast: Any, client_of: Any) -> None:
    before = Report.objects.count()
    comment = cast.talks["open"].comments["comment"]
    for url in (post_url(cast.talks["open"].post), comment_url(comment)):
        assert client_of("author").get(url).status_code == 403
        assert client_of("author").post(url, {"reason": "wrong"}).status_code in (403, 422)
    assert Report.objects.count() == before


@pytest.mark.parametrize("group", ["closed", "secret"])
@pytest.mark.parametrize("role", ["employee", "banned", "former", "steward", "superuser"])
def test_outsider_reports_nothing_of_a_private_group(
    cast: Any, client_of: Any, group: str, role: str
) -> None:
    before = Report.objects.count()
    talk = cast.talks[group]
    for url in (post_url(talk.post), comment_url(talk.comments["comment"])):
        assert client_of(role).get(url).status_code == 404
        assert client_of(role).post(url, {"reason": "wrong"}).status_code == 404
    assert Report.objects.count() == before


def test_visitor_is_sent_to_sign_in(cast: Any, client_of: Any) -> None:
    for url in (
        post_url(cast.talks["open"].post),
        reverse("wagtail_social:reports"),
        reverse("wagtail_social:my_reports"),
    ):
        answer = client_of("anonymous").get(url)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/sign-in/")


def test_member_reporting_a_comment_below_another_post_gets_not_found(
    cast: Any, client_of: Any
) -> None:
    foreign = cast.talks["secret"].comments["comment"]
    url = comment_url(foreign, cast.talks["open"].discussion)
    assert client_of("member").get(url).status_code == 404
    assert client_of("member").post(url, {"reason": "wrong"}).status_code == 404
    post = cast.talks["open"].post
    huge = reverse("wagtail_social:report_comment", args=["post", post.pk, 10**30])
    assert client_of("member").get(huge).status_code == 404


def test_member_reporting_twice_changes_nothing(cast: Any, client_of: Any) -> None:
    url = post_url(cast.talks["open"].post)
    client = client_of("member")
    client.post(url, {"reason": "hurtful", "text": "first"})
    before, logged = Report.objects.count(), log_count()
    assert client.post(url, {"reason": "wrong", "text": "second"}).status_code == 303
    assert (Report.objects.count(), log_count()) == (before, logged)
    assert (newest().reason, newest().text) == ("hurtful", "first")
    page = client.get(url).content.decode()
    assert "waits for an answer" in page
    assert "<textarea" not in page


def test_member_may_report_again_once_the_first_is_answered(cast: Any, client_of: Any) -> None:
    url = post_url(cast.talks["open"].post)
    client_of("member").post(url, {"reason": "hurtful"})
    first = newest()
    client_of("moderator").post(
        reverse("wagtail_social:report_decide", args=[first.group.slug, first.pk]),
        {"state": "dismissed", "decision": "This is fine."},
    )
    client_of("member").post(url, {"reason": "hurtful"})
    assert newest().pk != first.pk
    first.refresh_from_db()
    assert (first.state, first.decision) == ("dismissed", "This is fine.")


def test_member_without_a_reason_is_asked_for_one_and_keeps_the_words(
    cast: Any, client_of: Any
) -> None:
    before = Report.objects.count()
    url = post_url(cast.talks["open"].post)
    for reason in ("", "nonsense"):
        answer = client_of("member").post(url, {"reason": reason, "text": "my own words"})
        assert answer.status_code == 422
        assert "my own words" in answer.content.decode()
    long = client_of("member").post(url, {"reason": "wrong", "text": "x" * 1001})
    assert long.status_code == 422
    assert Report.objects.count() == before


def test_member_reporting_a_removed_comment_is_told_so(cast: Any, client_of: Any) -> None:
    comment = cast.talks["open"].comments["deep"]
    RemoveComment(actor=cast["moderator"], comment=comment, reason="rude").execute()
    assert client_of("member").get(comment_url(comment)).status_code in (403, 404)
    answer = client_of("member").post(comment_url(comment), {"reason": "wrong"})
    assert answer.status_code in (403, 404, 422)
    assert not Report.objects.filter(comment=comment).exists()


def test_member_reporting_much_is_asked_to_wait(cast: Any, client_of: Any, settings: Any) -> None:
    settings.WAGTAIL_SOCIAL_THROTTLES = {"report": "1/h"}
    talk = cast.talks["open"]
    client = client_of("member")
    assert client.post(post_url(talk.post), {"reason": "wrong"}).status_code == 303
    again = client.post(post_url(talk.post), {"reason": "wrong"})
    assert again.status_code == 303
    answer = client.post(comment_url(talk.comments["reply"]), {"reason": "wrong"})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


def test_member_is_told_before_sending_who_will_read_it(cast: Any, client_of: Any) -> None:
    page = client_of("member").get(post_url(cast.talks["closed"].post)).content.decode()
    assert "Mats Lindholm" in page
    assert "Margot Claes" in page


def test_member_reporting_a_moderator_is_not_promised_that_moderator(
    cast: Any, client_of: Any
) -> None:
    post = PublishPost(
        actor=cast["moderator"], group=cast.groups["closed"], title="Mine", source="Mine."
    ).execute()
    sentence = client_of("member").get(post_url(post)).content.decode().partition("<form")[2]
    sentence = sentence.partition("These people will read")[2]
    assert "Margot Claes" in sentence
    assert "Mats Lindholm" not in sentence


def only_manager(cast: Any, group: str) -> Any:
    """Leave one manager in the group, who writes a post; return the post."""
    rows = Membership.objects.filter(group=cast.groups[group])
    rows.exclude(user=cast["manager"]).update(role="member")
    return PublishPost(
        actor=cast["manager"], group=cast.groups[group], title="Rules", source="My rules."
    ).execute()


def test_member_reporting_the_only_manager_of_an_open_group_is_told_who_else_reads_it(
    cast: Any, client_of: Any
) -> None:
    post = only_manager(cast, "open")
    page = client_of("member").get(post_url(post)).content.decode()
    assert "moderators of the whole site" in page
    assert "Stefan Hofer" in page
    assert "Sanne Kuiper" not in page


def test_member_reporting_the_only_manager_of_a_secret_group_is_told_that_nobody_can(
    cast: Any, client_of: Any
) -> None:
    post = only_manager(cast, "secret")
    page = client_of("member").get(post_url(post)).content.decode()
    assert "nobody who can answer" in page
    assert "Stefan Hofer" not in page
    client_of("member").post(post_url(post), {"reason": "hurtful"})
    assert newest().reported_author == cast["manager"]


def test_employee_reports_a_comment_below_a_page(
    cast: Any, client_of: Any, host_pages: Any
) -> None:
    place = place_for(cast["member"], "page", host_pages.news.pk)
    comment = PostComment(actor=cast["member"], place=place, source="Rude words.").execute()
    url = comment_url(comment)
    page = client_of("employee").get(url).content.decode()
    assert "Sanne Kuiper" in page
    assert client_of("employee").post(url, {"reason": "hurtful"}).status_code == 303
    report = newest()
    assert (report.group, report.comment, report.reporter) == (None, comment, cast["employee"])


def test_employee_cannot_report_a_page_itself(cast: Any, client_of: Any, host_pages: Any) -> None:
    url = reverse("wagtail_social:report", args=["page", host_pages.news.pk])
    assert client_of("employee").get(url).status_code == 404
    assert client_of("employee").post(url, {"reason": "wrong"}).status_code == 404


def test_employee_reading_the_form_changes_nothing(cast: Any, client_of: Any, queries: Any) -> None:
    client = client_of("employee")
    with queries() as found:
        assert client.get(post_url(cast.talks["open"].post)).status_code == 200
    assert found.writes == []
