"""Opening a group on site."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cast import PASSWORD, session_ends
from wagtail_social.groups.models import Group, Membership

NEW = "/community/groups/new/"


def form(**changes: str) -> dict[str, str]:
    return {
        "title": "Quay garden",
        "purpose": "We plant the quay together.",
        "preset": "open",
        "posting": "members",
        "topics": "gardens, #new-building",
        "welcome": "Bring gloves.",
        "guidelines": "- Water before nine",
    } | changes


@pytest.mark.parametrize(
    ("preset", "axes"),
    [
        ("open", ("everyone", "free")),
        ("closed", ("listed", "request")),
        ("secret", ("members", "invitation")),
    ],
)
def test_employee_opens_a_group_and_runs_it(
    client_of: Any, cast: Any, preset: str, axes: tuple[str, str]
) -> None:
    response = client_of("employee").post(NEW, form(preset=preset, posting="moderators"))
    group = Group.objects.get(title="Quay garden")
    assert response.status_code == 303
    assert response["Location"] == group.get_absolute_url()
    assert (group.visibility, group.join_policy) == axes
    assert group.posting == "moderators"
    assert sorted(tag.slug for tag in group.tags.all()) == ["gardens", "new-building"]
    row = Membership.objects.get(group=group)
    assert (row.user, row.role, row.state) == (cast["employee"], "manager", "active")
    about = client_of("employee").get(f"{group.get_absolute_url()}about/").content.decode()
    assert "<li>Water before nine</li>" in about
    assert "Bring gloves." in about


def test_two_groups_may_have_the_same_name(client_of: Any, cast: Any) -> None:
    taken = cast.groups["secret"].title
    client_of("employee").post(NEW, form(title=taken))
    assert Group.objects.filter(title=taken).count() == 2


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"title": ""}, "This field is required."),
        ({"title": " \u200b\u202e "}, "This field is required."),
        ({"title": "t" * 121}, "at most 120"),
        ({"title": "a\x00b"}, "Null characters are not allowed."),
        ({"purpose": ""}, "This field is required."),
        ({"purpose": "p" * 501}, "at most 500"),
        ({"welcome": "w" * 2001}, "at most 2000"),
        ({"guidelines": "g" * 5001}, "at most 5000"),
        ({"preset": "everyone"}, "Select a valid choice."),
        ({"preset": ""}, "This field is required."),
        ({"posting": "nobody"}, "Select a valid choice."),
        ({"topics": ",".join(f"t{n}" for n in range(13))}, "more than 12 topics"),
    ],
)
def test_employee_is_told_what_is_wrong_and_loses_nothing(
    client_of: Any, changes: dict[str, str], told: str
) -> None:
    sent = form(**changes)
    response = client_of("employee").post(NEW, sent)
    text = response.content.decode()
    assert response.status_code == 422
    assert told in text
    assert 'role="alert"' in text
    for name in {"title", "purpose", "topics", "welcome", "guidelines"} - set(changes):
        assert sent[name] in text
    assert not Group.objects.filter(purpose="We plant the quay together.").exists()


def test_name_keeps_to_one_line(client_of: Any, db: None) -> None:
    client_of("employee").post(NEW, form(title="  Quay\n\u202e garden\x07 "))
    assert Group.objects.filter(title="Quay garden").exists()


def test_employee_opening_too_many_groups_keeps_the_text(client_of: Any, settings: Any) -> None:
    settings.WAGTAIL_SOCIAL_THROTTLES = {"group": "1/h"}
    client_of("employee").post(NEW, form())
    response = client_of("employee").post(NEW, form(title="Second garden"))
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert "Second garden" in response.content.decode()


def test_only_who_may_opens_groups_where_the_organisation_decides(
    client_of: Any, settings: Any
) -> None:
    settings.WAGTAIL_SOCIAL_EMPLOYEES_OPEN_GROUPS = False
    assert client_of("employee").get(NEW).status_code == 404
    assert NEW not in client_of("employee").get("/community/groups/").content.decode()
    response = client_of("employee").post(NEW, form())
    assert response.status_code == 422
    assert "You cannot open a group here." in response.content.decode()
    assert client_of("steward").post(NEW, form()).status_code == 303


def test_group_typed_before_the_session_ended_is_back(client: Any, cast: Any) -> None:
    client.force_login(cast["employee"])
    client.get(NEW)
    session_ends(client)
    response = client.post(NEW, form(preset="closed"))
    client.post(response["Location"], {"username": "employee", "password": PASSWORD, "next": NEW})
    page = client.get(NEW)
    assert page.context["form"].initial["title"] == "Quay garden"
    assert page.context["form"]["preset"].value() == "closed"
    assert "We plant the quay together." in page.content.decode()
    assert not Group.objects.filter(title="Quay garden").exists()
