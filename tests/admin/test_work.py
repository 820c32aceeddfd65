"""What community managers get done in the Wagtail admin, and who is refused."""

from __future__ import annotations

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from tests.cast import CANARY
from wagtail_social.conversations.actions import PostComment, PublishPost
from wagtail_social.conversations.models import Comment, Post
from wagtail_social.groups.models import Group, Membership

from .test_closed import address, said


def bulk(model, action, *rows):
    labels = {
        "group": "wagtail_social_groups",
        "post": "wagtail_social_conversations",
        "comment": "wagtail_social_conversations",
        "report": "wagtail_social_moderation",
    }
    ids = "&".join(f"id={row.pk}" for row in rows)
    return f"/admin/bulk/{labels[model]}/{model}/{action}/?{ids}"


def logged(action):
    return ModelLogEntry.objects.filter(action=f"wagtail_social.{action}")


def test_steward_archives_and_reopens_groups_and_it_is_logged(steward, cast):
    group = cast.groups["open"]
    url = bulk("group", "archive", group)
    shown = said(steward.get(url))
    assert CANARY["open"]["title"] in shown
    assert "members can still read an archived group" in shown
    group.refresh_from_db()
    assert not group.is_archived
    steward.post(url)
    group.refresh_from_db()
    assert group.is_archived
    entry = logged("group.archived").get()
    assert entry.user == cast["steward"]
    assert CANARY["open"]["title"] not in entry.label.lower()
    again = said(steward.get(url))
    assert "archived already" in again
    steward.post(bulk("group", "reopen", group))
    group.refresh_from_db()
    assert not group.is_archived


def test_steward_marks_a_pilot_and_takes_the_mark_away(steward, cast):
    group = cast.groups["closed"]
    steward.post(bulk("group", "pilot", group))
    group.refresh_from_db()
    assert group.pilot
    steward.post(bulk("group", "no-pilot", group))
    group.refresh_from_db()
    assert not group.pilot
    assert logged("group.edited").count() == 2


@pytest.mark.parametrize("typed", ["employee", "@employee", "Emma Visser", "visser"])
def test_steward_appoints_a_manager_for_an_orphaned_open_group(steward, cast, orphan, typed):
    group = orphan("open")
    response = steward.post(bulk("group", "appoint", group), {"person": typed}, follow=True)
    assert "1 group changed" in said(response)
    row = cast.membership("employee", "open")
    assert (row.state, row.role) == ("active", "manager")
    assert logged("group.manager_appointed").get().data["user"] == str(cast["employee"].pk)


def test_steward_appoints_an_outsider_in_a_closed_group_and_is_refused(steward, cast, orphan):
    group = orphan("closed")
    for person in ("employee", "steward", "banned", "former"):
        response = steward.post(bulk("group", "appoint", group), {"person": person}, follow=True)
        assert "group changed" not in said(response)
    assert not group.managers().exists()
    steward.post(bulk("group", "appoint", group), {"person": "moderator"})
    assert [user.username for user in group.managers()] == ["moderator"]


@pytest.mark.parametrize("typed", ["", "nobody at all", "deactivated", "e"])
def test_steward_names_nobody_or_several_and_is_told(steward, orphan, typed):
    group = orphan("open")
    response = steward.post(bulk("group", "appoint", group), {"person": typed})
    assert response.status_code == 200
    assert not group.managers().exists()


def test_steward_appoints_where_there_is_a_manager_and_nothing_changes(steward, cast):
    group = cast.groups["open"]
    shown = said(steward.get(bulk("group", "appoint", group)))
    assert "they have a manager" in shown
    steward.post(bulk("group", "appoint", group), {"person": "employee"})
    assert cast.membership("employee", "open") is None


def test_steward_edits_a_group_through_the_action(steward, cast):
    group = cast.groups["open"]
    form = {"title": "  Harbour ", "purpose": "Ships", "department": "", "pilot": "on"}
    response = steward.post(address("groups", "edit", group.pk), form)
    assert response.status_code == 302
    group.refresh_from_db()
    assert (group.title, group.purpose, group.pilot) == ("Harbour", "Ships", True)
    entry = logged("group.edited").get()
    assert set(entry.data["changed"]) == {"title", "purpose", "pilot", "department"}
    assert not ModelLogEntry.objects.filter(action="wagtail.edit").exists()


def test_steward_edits_a_closed_group_without_touching_its_department(steward, cast):
    group = cast.groups["closed"]
    before = group.department_id
    page = said(steward.get(address("groups", "edit", group.pk)))
    assert 'name="department"' not in page
    other = cast.groups["open"].department_id
    form = {"title": "Quay", "purpose": "", "department": other}
    assert steward.post(address("groups", "edit", group.pk), form).status_code == 302
    group.refresh_from_db()
    assert (group.title, group.department_id) == ("Quay", before)


@pytest.mark.parametrize("title", ["", "   ", "x" * 121])
def test_steward_gives_a_group_no_name_and_the_form_comes_back(steward, cast, title):
    group = cast.groups["open"]
    response = steward.post(address("groups", "edit", group.pk), {"title": title})
    assert response.status_code == 200
    group.refresh_from_db()
    assert CANARY["open"]["title"] in group.title.lower()


def test_steward_removes_posts_with_a_reason_and_brings_them_back(steward, cast):
    post = cast.talks["open"].post
    url = bulk("post", "remove", post)
    assert steward.post(url, {"reason": ""}).status_code == 200
    post.refresh_from_db()
    assert not post.is_removed
    steward.post(url, {"reason": "Names a customer"})
    post.refresh_from_db()
    assert post.is_removed and post.removed_by == cast["steward"]
    assert post.removal_reason == "Names a customer"
    assert logged("post.removed").filter(user=cast["steward"]).exists()
    assert "names a customer" in said(steward.get(address("posts", "inspect", post.pk)))
    steward.post(bulk("post", "restore", post))
    post.refresh_from_db()
    assert not post.is_removed


def test_steward_removes_comments_and_brings_them_back(steward, cast):
    comment = cast.talks["open"].comments["reply"]
    steward.post(bulk("comment", "remove", comment), {"reason": "Off topic"})
    comment.refresh_from_db()
    assert comment.state == "removed"
    steward.post(bulk("comment", "restore", comment))
    comment.refresh_from_db()
    assert comment.state == "published"


def test_steward_locks_and_unlocks_posts(steward, cast):
    talk = cast.talks["open"]
    steward.post(bulk("post", "lock", talk.post, talk.gone))
    talk.discussion.refresh_from_db()
    assert talk.discussion.state == "locked"
    assert "locked" in said(steward.get(address("posts"), {"locked": "yes"}))
    steward.post(bulk("post", "unlock", talk.post))
    talk.discussion.refresh_from_db()
    assert talk.discussion.state == "open"


def test_who_only_views_posts_finds_no_removed_ones_and_changes_nothing(cast, sign_in):
    from django.contrib.auth.models import Permission

    viewer = cast["employee"]
    viewer.user_permissions.add(
        *Permission.objects.filter(codename__in=["access_admin", "view_post", "view_comment"])
    )
    client = sign_in(viewer)
    listed = said(client.get(address("posts")))
    assert CANARY["open"]["posttitle"] in listed
    assert CANARY["open"]["gonetitle"] not in listed
    assert "bulk-actions" not in listed
    assert CANARY["open"]["removed"] not in said(client.get(address("comments")))
    gone = cast.talks["open"].gone
    assert client.get(address("posts", "inspect", gone.pk)).status_code == 404
    response = client.post(bulk("post", "remove", cast.talks["open"].post), {"reason": "x"})
    assert response.status_code == 302
    cast.talks["open"].post.refresh_from_db()
    assert not cast.talks["open"].post.is_removed


def test_steward_restores_own_post_that_a_moderator_removed_and_is_refused(cast, sign_in):
    steward = cast["steward"]
    post = cast.talks["open"].gone
    Post.objects.filter(pk=post.pk).update(author=steward)
    sign_in(steward).post(bulk("post", "restore", post))
    post.refresh_from_db()
    assert post.is_removed


def test_steward_opens_a_hostile_post_and_it_is_text(steward, cast):
    post = PublishPost(
        actor=cast["author"],
        group=cast.groups["open"],
        title="<script>alert(1)</script>",
        source="<img src=x onerror=alert(1)> **bold**",
    ).execute()
    for url in (
        address("posts"),
        address("posts", "inspect", post.pk),
        address("posts", "history", post.pk),
        bulk("post", "remove", post),
    ):
        page = said(steward.get(url))
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    assert "<strong>bold</strong>" in said(steward.get(address("posts", "inspect", post.pk)))


def test_steward_answers_a_report_of_a_group_without_moderators_once(steward, cast, orphan):
    from wagtail_social.moderation.models import Report

    report = Report.objects.get(group=cast.groups["open"])
    assert steward.get(address("reports", "inspect", report.pk)).status_code == 404
    Membership.objects.filter(group=cast.groups["open"]).exclude(role="member").update(
        role="member"
    )
    shown = said(steward.get(address("reports", "inspect", report.pk)))
    assert CANARY["open"]["report"] in shown and CANARY["open"]["comment"] in shown
    url = bulk("report", "answer", report)
    assert steward.post(url, {"state": "acted", "decision": ""}).status_code == 200
    steward.post(url, {"state": "dismissed", "decision": "It is fine."})
    report.refresh_from_db()
    assert (report.state, report.handler) == ("dismissed", cast["steward"])
    steward.post(url, {"state": "acted", "decision": "Changed my mind."})
    report.refresh_from_db()
    assert report.decision == "It is fine."


def test_steward_changes_many_rows_and_the_oldest_comes_first(steward, cast):
    """The order in which the site locks rows too; the list shows the newest first."""
    rows = [cast.groups["closed"], cast.groups["open"], cast.groups["everyone"]]
    steward.post(bulk("group", "pilot", *rows))
    entries = logged("group.edited").order_by("pk").values_list("object_id", flat=True)
    assert list(entries) == [str(pk) for pk in sorted(row.pk for row in rows)]


def test_steward_finds_no_report_about_what_they_wrote(cast, sign_in):
    from wagtail_social.moderation.models import Report

    report = Report.objects.get(group=cast.groups["open"])
    Membership.objects.filter(group=cast.groups["open"]).exclude(role="member").update(
        role="member"
    )
    Report.objects.filter(pk=report.pk).update(reported_author=cast["steward"])
    client = sign_in(cast["steward"])
    assert client.get(address("reports", "inspect", report.pk)).status_code == 404
    answer = client.post(bulk("report", "answer", report), {"state": "acted", "decision": "x"})
    assert answer.status_code == 404


@pytest.mark.parametrize("place", ["groups", "memberships", "posts", "comments"])
@pytest.mark.parametrize("export", ["", "csv"])
def test_steward_opens_a_longer_list_with_the_same_number_of_queries(
    steward, cast, queries, place, export
):
    parameters = {"export": export} if export else {}

    def count():
        with queries() as found:
            said(steward.get(address(place), parameters))
        return len(found)

    count()
    before = count()
    author, open_ = cast["author"], cast.groups["open"]
    for number in range(12):
        Group.objects.create(title=f"Group {number}", slug=f"group-{number}")
        PublishPost(actor=author, group=open_, title=f"Post {number}", source="x").execute()
        place_ = cast.place("author", "open")
        PostComment(actor=author, place=place_, source=f"Comment {number}").execute()
    assert count() == before


def test_get_of_a_change_writes_nothing(steward, cast, queries):
    with queries() as found:
        steward.get(bulk("post", "remove", cast.talks["open"].post))
        steward.get(bulk("group", "archive", cast.groups["open"]))
    assert found.writes == []


def test_list_counts_to_a_limit_and_shows_the_newest_rows(steward, cast, monkeypatch):
    from wagtail_social.administration.paging import LongListPaginator

    monkeypatch.setattr(LongListPaginator, "limit", 30)
    now = timezone.now()
    Post.objects.bulk_create(
        Post(group=cast.groups["open"], title=f"Bulk {number}", created_at=now)
        for number in range(60)
    )
    page = said(steward.get(address("posts")))
    assert "bulk 59" in page and "bulk 0<" not in page
    assert Comment.objects.exists()


def test_steward_finds_all_places_in_the_menu(steward):
    page = said(steward.get("/admin/"))
    for name in ("groups", "memberships", "posts", "comments", "reports", "departments"):
        assert f"/admin/community/{name}/" in page
