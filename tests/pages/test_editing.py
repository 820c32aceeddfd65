"""Editors in the Wagtail admin: which groups they can present, and what they see of them."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from tests.cast import CANARY, hidden_from
from wagtail_social.groups.models import Group
from wagtail_social.groups.pages.models import GroupPage


def form(group: Any, **fields: Any) -> dict[str, Any]:
    """Return what the form of a page sends."""
    return nested_form_data(
        {
            "title": "About us",
            "slug": "about-us",
            "group": str(group.pk) if group else "",
            "body": streamfield([("heading", "Zqbody"), ("text", rich_text("<p>Hello</p>"))]),
            "comments": {
                "TOTAL_FORMS": 0,
                "INITIAL_FORMS": 0,
                "MIN_NUM_FORMS": 0,
                "MAX_NUM_FORMS": 0,
            },
            **fields,
        }
    )


def add_url(parent: Any) -> str:
    """Return the address where a group page is made."""
    return reverse(
        "wagtailadmin_pages:add", args=["wagtail_social_group_pages", "grouppage", parent.pk]
    )


def edit_url(page: Any) -> str:
    """Return the address where a page is edited."""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


@pytest.mark.parametrize("role", ["editor", "superuser"])
def test_editor_chooses_among_groups_that_everybody_may_know(
    cast: Any, client_of: Any, host_pages: Any, role: str
) -> None:
    found = client_of(role).get(add_url(host_pages.elsewhere)).content.decode().lower()
    for name in ("open", "closed", "everyone"):
        assert CANARY[name]["title"] in found
    assert not [word for word in CANARY["secret"].values() if word in found]
    assert CANARY["archived"]["title"] not in found


def test_editor_publishes_a_page_of_a_closed_group(
    cast: Any, client_of: Any, host_pages: Any
) -> None:
    answer = client_of("editor").post(
        add_url(host_pages.elsewhere),
        {**form(cast.groups["closed"]), "action-publish": "1"},
    )
    assert answer.status_code == 302
    page = GroupPage.objects.get(slug="about-us")
    assert (page.live, page.group) == (True, cast.groups["closed"])
    assert CANARY["closed"]["postbody"] in (
        client_of("member").get(page.get_url()).content.decode().lower()
    )


@pytest.mark.parametrize("button", ["action-publish", ""])
@pytest.mark.parametrize("role", ["editor", "superuser"])
def test_editor_cannot_present_a_secret_group_by_sending_its_number(
    cast: Any, client_of: Any, host_pages: Any, role: str, button: str
) -> None:
    sent = {**form(cast.groups["secret"]), **({button: "1"} if button else {})}
    answer = client_of(role).post(add_url(host_pages.elsewhere), sent)
    assert answer.status_code == 200
    assert not GroupPage.objects.exists()
    assert not [
        word for word in CANARY["secret"].values() if word in answer.content.decode().lower()
    ]


def test_editor_who_is_no_member_previews_nothing_private(
    cast: Any, client_of: Any, host_pages: Any, group_page: Any
) -> None:
    page = group_page("closed", host_pages.elsewhere)
    client = client_of("editor")
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert client.post(url, form(cast.groups["closed"])).json()["is_valid"]
    found = client.get(f"{url}?mode=").content.decode().lower()
    assert "zqbody" in found
    assert CANARY["closed"]["title"] in found
    assert not [word for word in hidden_from("editor") if word in found]
    page.save_revision()
    draft = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert draft.status_code == 200
    assert not [word for word in hidden_from("editor") if word in draft.content.decode().lower()]


def secret_now(cast: Any) -> Any:
    """Make the closed group secret, with a name that only its members know."""
    group = cast.groups["closed"]
    Group.objects.filter(pk=group.pk).update(
        visibility="members", join_policy="invitation", title="Zqrenamed since"
    )
    return group


def test_editor_of_a_page_whose_group_became_secret_meets_nothing_of_it(
    cast: Any, client_of: Any, host_pages: Any, group_page: Any
) -> None:
    page = group_page("closed", host_pages.elsewhere)
    other = group_page("open", host_pages.elsewhere)
    first = page.save_revision()
    page.group = cast.groups["open"]
    second = page.save_revision()
    page.group = secret_now(cast)
    page.save_revision()
    client = client_of("editor")
    doors = [
        edit_url(page),
        edit_url(other),
        add_url(host_pages.elsewhere),
        reverse("wagtailadmin_pages:view_draft", args=[page.pk]),
        reverse("wagtailadmin_pages:history", args=[page.pk]),
        reverse("wagtailadmin_pages:usage", args=[page.pk]),
        reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, first.pk, second.pk]),
        reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "live", "latest"]),
        reverse("wagtailadmin_pages:revisions_view", args=[page.pk, first.pk]),
        reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, first.pk]),
        reverse("wagtailadmin_explore", args=[host_pages.elsewhere.pk]),
    ]
    for door in doors:
        answer = client.get(door)
        assert answer.status_code in (200, 302, 403), door
        assert "zqrenamed" not in answer.content.decode().lower(), door


def test_editor_cannot_publish_a_draft_whose_group_became_secret(
    cast: Any, client_of: Any, host_pages: Any, group_page: Any
) -> None:
    page = group_page("closed", host_pages.elsewhere, live=False)
    group = secret_now(cast)
    answer = client_of("editor").post(
        edit_url(page), {**form(group, slug=page.slug), "action-publish": "1"}
    )
    assert answer.status_code == 200
    page.refresh_from_db()
    assert not page.live


def test_editor_who_publishes_many_pages_is_told_which_present_no_group_any_more(
    cast: Any, client_of: Any, host_pages: Any, group_page: Any
) -> None:
    page = group_page("closed", host_pages.elsewhere, live=False, title="Zqretired")
    other = group_page("open", host_pages.elsewhere, live=False)
    secret_now(cast)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    answer = client_of("editor").post(f"{url}?id={page.pk}&id={other.pk}", follow=True)
    assert "zqretired" in str(next(iter(answer.context["messages"]))).lower()
    below = client_of("editor").post(
        f"{url}?id={host_pages.elsewhere.pk}", {"include_descendants": "on"}, follow=True
    )
    assert "zqretired" in str(next(iter(below.context["messages"]))).lower()
    for each in (page, other):
        each.refresh_from_db()
    assert (page.live, other.live) == (False, True)


def test_page_of_a_secret_group_goes_live_by_no_door(
    cast: Any, client_of: Any, host_pages: Any, group_page: Any
) -> None:
    page = group_page("closed", host_pages.elsewhere, live=False)
    alias = page.create_alias(update_slug="alias-of-it")
    revision = page.save_revision()
    secret_now(cast)
    revision.publish()
    revision.publish(user=cast["superuser"])
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    client_of("editor").post(f"{url}?id={page.pk}")
    copy = page.copy(update_attrs={"slug": "a-copy", "live": True}, keep_live=True)
    for each in (page, alias, copy):
        each.refresh_from_db()
        assert not each.live


def test_nothing_is_said_about_a_page_whose_group_is_secret_though_its_row_says_live(
    cast: Any, client_of: Any, group_page: Any
) -> None:
    page = group_page("closed")
    url = reverse("wagtail_social:discussion", args=["page", page.pk])
    assert client_of("employee").get(url).status_code == 200
    secret_now(cast)
    for role in ("employee", "manager", "superuser"):
        assert client_of(role).get(url).status_code == 404


def test_published_page_keeps_its_group(
    cast: Any, client_of: Any, host_pages: Any, group_page: Any
) -> None:
    page = group_page("closed", host_pages.elsewhere)
    page.save_revision().publish()
    sent = {**form(cast.groups["open"], slug=page.slug, title="Renamed"), "action-publish": "1"}
    assert client_of("editor").post(edit_url(page), sent).status_code == 302
    page = GroupPage.objects.get(pk=page.pk)
    assert (page.title, page.group) == ("Renamed", cast.groups["closed"])


def test_draft_may_still_change_its_group(
    cast: Any, client_of: Any, host_pages: Any, group_page: Any
) -> None:
    page = group_page("closed", host_pages.elsewhere, live=False)
    sent = {**form(cast.groups["open"], slug=page.slug), "action-publish": "1"}
    assert client_of("editor").post(edit_url(page), sent).status_code == 302
    assert GroupPage.objects.get(pk=page.pk).group == cast.groups["open"]


@pytest.mark.parametrize(
    ("link", "accepted"),
    [
        ({"label": "Out", "page": "", "url": "https://example.org/"}, True),
        ({"label": "Out", "page": "", "url": "javascript:alert(1)"}, False),
        ({"label": "Nowhere", "page": "", "url": ""}, False),
    ],
)
def test_link_leads_to_one_place(
    cast: Any, client_of: Any, host_pages: Any, link: dict[str, str], accepted: bool
) -> None:
    body = streamfield([("links", {"title": "More", "links": streamfield([])})])
    body["0"]["value"]["links"] = {
        "count": "1",
        "0": {"deleted": "", "order": "0", "id": "", "type": "item", "value": link},
    }
    answer = client_of("editor").post(
        add_url(host_pages.elsewhere),
        {**form(cast.groups["open"], body=body), "action-publish": "1"},
    )
    assert (answer.status_code == 302) is accepted
    if accepted:
        page = GroupPage.objects.get(slug="about-us")
        assert 'href="https://example.org/"' in (
            client_of("anonymous").get(page.get_url()).content.decode()
        )
