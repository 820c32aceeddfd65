"""What goes when a group becomes secret, and what its manager is told of that."""

from __future__ import annotations

from typing import Any

from wagtail import hooks

from wagtail_social.extension_points import Presentation, presentations
from wagtail_social.groups.models import Group

from .test_settings import at, axes, fresh


def test_manager_is_told_the_number_of_pages_that_only_others_see(
    client_of: Any, cast: Any, host_pages: Any
) -> None:
    seen, unseen = host_pages.news, [host_pages.draft, host_pages.password]

    def asked(pages: list[Any]) -> str:
        entry = Presentation(
            model=lambda: Group,
            url=lambda group, request: None,
            pages=lambda group: pages,
            retire=lambda group, actor: [],
        )
        with hooks.register_temporarily(presentations.name, lambda: entry):
            page = at(cast, "open", "settings/access/")
            answer = client_of("manager").post(page, axes(preset="secret"))
        text: str = answer.content.decode()
        assert "zqpage" not in text.lower()
        return text

    assert "The launch and 2 more." in asked([seen, *unseen])
    assert "2 pages that you cannot see" in asked(unseen)
    assert not fresh(cast, "open").is_secret


def test_invitations_by_members_go_when_the_group_becomes_secret(client_of: Any, cast: Any) -> None:
    invite = at(cast, "open", "invite/")
    client_of("member").post(invite, {"people": f"@{cast['employee'].social_profile.handle}"})
    assert cast.membership("employee", "open").state == "invited"
    page, sent = at(cast, "open", "settings/access/"), axes(preset="secret")
    asked = client_of("manager").post(page, sent)
    assert "1 invitation by a member" in asked.content.decode()
    assert not fresh(cast, "open").is_secret
    client_of("manager").post(page, dict(asked.context["sent"]))
    assert fresh(cast, "open").is_secret
    assert cast.membership("employee", "open").state == "left"
    assert cast.membership("invited", "open").state == "invited"
    assert client_of("employee").post(at(cast, "open", "invitation/accept/")).status_code == 404
    assert client_of("invited").get(at(cast, "open", "about/")).status_code == 200
