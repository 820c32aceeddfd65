"""A page that presents a group, as each kind of person finds it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group as AuthGroup
from django.urls import reverse
from wagtail.models import PageViewRestriction

from tests.cast import CANARY, hidden_from
from wagtail_social.groups.actions import ChangeAccess
from wagtail_social.groups.models import Group


def shown(client: Any, page: Any) -> str:
    """Return the page as the client gets it, in lower case."""
    answer = client.get(page.get_url())
    assert answer.status_code == 200
    return answer.content.decode().lower()


def test_visitor_gets_the_text_and_nothing_of_the_group(
    cast: Any, client_of: Any, group_page: Any
) -> None:
    for group in ("open", "closed", "everyone"):
        page = group_page(group)
        found = shown(client_of("anonymous"), page)
        assert "zqbody" in found
        assert "<b>editor</b>" in found
        assert f"/sign-in/?next={page.get_url()}" in found
        assert not [word for word in CANARY[group].values() if word in found]


@pytest.mark.parametrize("role", ["employee", "member", "banned", "superuser"])
def test_employee_gets_text_head_and_feed_of_an_open_group(
    cast: Any, client_of: Any, group_page: Any, role: str
) -> None:
    found = shown(client_of(role), group_page("open"))
    for name in ("title", "posttitle", "postbody"):
        assert CANARY["open"][name] in found
    assert "zqbody" in found
    assert found.count("<h1") == 1
    assert "sign-in" not in found


@pytest.mark.parametrize("role", ["employee", "requested", "invited", "former", "steward"])
def test_outsider_gets_the_way_into_a_closed_group_and_no_more(
    cast: Any, client_of: Any, group_page: Any, role: str
) -> None:
    found = shown(client_of(role), group_page("closed"))
    assert CANARY["closed"]["title"] in found
    assert "zqbody" in found
    assert found.count("<h1") == 1
    assert not [word for word in hidden_from(role) if word in found]


def test_member_gets_the_feed_of_a_closed_group(cast: Any, client_of: Any, group_page: Any) -> None:
    found = shown(client_of("member"), group_page("closed"))
    assert CANARY["closed"]["postbody"] in found
    assert "margot claes" in found


def test_page_without_a_group_shows_its_text(cast: Any, client_of: Any, group_page: Any) -> None:
    page = group_page(None)
    for role in ("anonymous", "member"):
        assert "zqbody" in shown(client_of(role), page)


def test_deleting_the_group_leaves_the_page(cast: Any, client_of: Any, group_page: Any) -> None:
    lone = Group.objects.create(title="Lone", slug="lone-aaaaa")
    page = group_page(None)
    page.group = lone
    page.save_revision().publish()
    lone.delete()
    page.refresh_from_db()
    assert page.group is None
    assert "zqbody" in shown(client_of("member"), page)
    page.get_latest_revision().publish()
    assert "zqbody" in shown(client_of("member"), page)


def test_deleting_the_page_leaves_the_group(cast: Any, client_of: Any, group_page: Any) -> None:
    page = group_page("open")
    page.delete()
    answer = client_of("member").get(cast.groups["open"].get_absolute_url())
    assert CANARY["open"]["postbody"] in answer.content.decode().lower()


@pytest.mark.parametrize("role", ["anonymous", "member", "manager", "employee", "superuser"])
def test_page_of_a_secret_group_is_served_to_nobody(
    cast: Any, client_of: Any, group_page: Any, role: str
) -> None:
    page = group_page("secret")
    answer = client_of(role).get(page.get_url())
    assert answer.status_code == 404
    assert not [word for word in hidden_from(role) if word in answer.content.decode().lower()]


@pytest.mark.parametrize("role", ["anonymous", "employee", "member"])
def test_answer_to_who_is_signed_in_is_kept_by_no_cache(
    cast: Any, client_of: Any, group_page: Any, role: str
) -> None:
    answer = client_of(role).get(group_page("open").get_url())
    assert "Cookie" in answer["Vary"]
    if role != "anonymous":
        assert "private" in answer["Cache-Control"]
        assert "no-store" in answer["Cache-Control"]


def test_group_leads_to_its_page_and_stays_reachable(
    cast: Any, client_of: Any, group_page: Any
) -> None:
    url = cast.groups["open"].get_absolute_url()
    client = client_of("employee")
    assert client.get(url).status_code == 200
    page = group_page("open")
    assert client.get(url)["Location"] == page.get_url()
    page.unpublish()
    assert client.get(url).status_code == 200


def test_group_does_not_lead_to_a_page_that_the_viewer_may_not_see(
    cast: Any, client_of: Any, group_page: Any, host_pages: Any
) -> None:
    page = group_page("open", host_pages.finance)
    url = cast.groups["open"].get_absolute_url()
    assert client_of("employee").get(url).status_code == 200
    assert client_of("manager").get(url)["Location"] == page.get_url()
    behind_password = group_page("closed", host_pages.password)
    assert behind_password.live
    assert client_of("member").get(cast.groups["closed"].get_absolute_url()).status_code == 200


def test_group_leads_to_another_page_when_the_first_is_closed_to_the_viewer(
    cast: Any, client_of: Any, group_page: Any, host_pages: Any
) -> None:
    group_page("open", host_pages.finance)
    second = group_page("open")
    url = cast.groups["open"].get_absolute_url()
    assert client_of("employee").get(url)["Location"] == second.get_url()


def test_restricted_page_shows_nothing_to_who_may_not_see_it(
    cast: Any, client_of: Any, group_page: Any
) -> None:
    page = group_page("open")
    board = AuthGroup.objects.create(name="Board")
    PageViewRestriction.objects.create(page=page, restriction_type="groups").groups.add(board)
    answer = client_of("member").get(page.get_url())
    assert answer.status_code == 302
    assert "zqbody" not in answer.content.decode()


def test_page_sorts_and_pages_the_feed_on_its_own_address(
    cast: Any, client_of: Any, group_page: Any
) -> None:
    page = group_page("open")
    found = shown(client_of("member"), page)
    assert f'href="{page.get_url()}?order=newest"' in found
    answer = client_of("member").get(page.get_url(), {"kind": "question", "after": "\x00"})
    assert answer.status_code == 200


def test_making_a_group_secret_asks_first_and_then_unpublishes_its_pages(
    cast: Any, client_of: Any, group_page: Any
) -> None:
    page = group_page("closed", title="Zqfirst")
    alias = page.create_alias(update_slug="alias-of-it")
    draft = group_page("closed", title="Zqdraft", live=False)
    group = cast.groups["closed"]
    url = reverse("wagtail_social:group_access", args=[group.slug])
    sent = {"preset": "secret", "posting": "members"}
    asked = client_of("manager").post(url, sent)
    group.refresh_from_db()
    page.refresh_from_db()
    assert (group.visibility, page.live) == ("listed", True)
    assert "zqfirst" in asked.content.decode().lower()
    assert "zqdraft" not in asked.content.decode().lower()
    assert client_of("manager").post(url, {**sent, "confirmed": "on"}).status_code == 303
    for each in (page, alias, draft):
        each.refresh_from_db()
        assert not each.live
        assert client_of("member").get(f"{each.get_url()}").status_code == 404
    answer = client_of("member").get(group.get_absolute_url())
    assert answer.status_code == 200


def test_page_published_again_by_an_older_version_opens_nothing(
    cast: Any, client_of: Any, group_page: Any
) -> None:
    page = group_page("closed")
    older = page.save_revision()
    older.publish()
    page.save_revision().publish()
    ChangeAccess(
        actor=cast["manager"],
        group=cast.groups["closed"],
        visibility="members",
        join_policy="invitation",
        posting="members",
        confirmed=True,
    ).execute()
    older.publish()
    page.refresh_from_db()
    for role in ("anonymous", "employee", "member"):
        assert client_of(role).get(page.get_url()).status_code == 404
    answer = client_of("member").get(cast.groups["closed"].get_absolute_url())
    assert answer.status_code == 200


def test_page_that_waits_for_its_time_does_not_appear_once_the_group_is_secret(
    cast: Any, group_page: Any
) -> None:
    from datetime import timedelta

    from django.core.management import call_command
    from django.utils import timezone

    page = group_page("closed", live=False)
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision(approved_go_live_at=page.go_live_at)
    ChangeAccess(
        actor=cast["manager"],
        group=cast.groups["closed"],
        visibility="members",
        join_policy="invitation",
        posting="members",
        confirmed=True,
    ).execute()
    assert not page.revisions.filter(approved_go_live_at__isnull=False).exists()
    call_command("publish_scheduled")
    page.refresh_from_db()
    assert not page.live


def test_pages_api_gives_nothing_of_the_group(cast: Any, client_of: Any, group_page: Any) -> None:
    page = group_page("closed", title="Api page")
    for role in ("anonymous", "employee", "member"):
        for query in (
            f"{page.pk}/",
            f"{page.pk}/?fields=*",
            "?type=wagtail_social_group_pages.GroupPage&fields=*",
        ):
            answer = client_of(role).get(f"/api/v2/pages/{query}")
            found = answer.content.decode().lower()
            assert answer.status_code == 200
            assert "api page" in found
            assert not [word for word in CANARY["closed"].values() if word in found]
            assert '"group"' not in found
        filtered = client_of(role).get(
            f"/api/v2/pages/?type=wagtail_social_group_pages.GroupPage&group={page.group_id}"
        )
        assert filtered.status_code == 400


def test_page_asks_as_little_for_many_posts_as_for_few(
    cast: Any, client_of: Any, group_page: Any, queries: Any
) -> None:
    from wagtail_social.conversations.actions import PublishPost

    def publish(count: int) -> None:
        for number in range(count):
            PublishPost(
                actor=cast["member"], group=cast.groups["open"], title=f"Post {number}", source="x"
            ).execute()

    page, client = group_page("open"), client_of("member")
    publish(2)
    shown(client, page)
    with queries() as few:
        shown(client, page)
    publish(12)
    with queries() as many:
        shown(client, page)
    assert len(many) <= len(few)
    assert few.writes == many.writes == []
