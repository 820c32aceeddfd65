"""Who has lost access has lost it everywhere: every address seen before is asked once more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from wagtail_social.groups import actions as groups
from wagtail_social.groups.models import Group

from ..cast import CANARY, words
from .crawl import Visit
from .registry import ROWS
from .verbs import Ask


def _leave(cast: Any, group: Group) -> None:
    groups.LeaveGroup(actor=cast["member"], group=group).execute()


def _put_out(cast: Any, group: Group) -> None:
    groups.RemoveMember(actor=cast["manager"], group=group, user=cast["member"]).execute()


def _ban(cast: Any, group: Group) -> None:
    groups.BanMember(actor=cast["manager"], group=group, user=cast["member"]).execute()


def _close_account(cast: Any, group: Group) -> None:
    cast["member"].is_active = False
    cast["member"].save()


def _addresses(cast: Any, role: str, group: str) -> list[str]:
    return [row.url(Ask(cast, role, group)) for row in ROWS if row.get and not row.alone]


def _walk(cast: Any, client: Any, role: str, group: str) -> Visit:
    visit = Visit(client, most=15).start(["/community/", cast.groups[group].get_absolute_url()])
    for address in _addresses(cast, role, group):
        visit.fetch(address)
    return visit


def _again(client: Any, visit: Visit) -> Visit:
    """Ask for every address once more, as page and as part, with what the browser had kept."""
    second = Visit(client, most=0)
    for number, address in enumerate(visit.pages):
        second.fetch(address, **{"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"})
        if number % 3 == 0:
            part = f"{address}{'&' if '?' in address else '?'}again=1"
            second.fetch(part, **{"HX-Request": "true"})
    return second


@pytest.mark.parametrize(
    ("lose", "kind"),
    [(_leave, "secret"), (_put_out, "closed"), (_ban, "secret"), (_close_account, "closed")],
)
def test_who_has_lost_access_meets_no_word_at_any_address_seen_before(
    cast: Any, host_pages: Any, client_of: Any, lose: Callable[..., None], kind: str
) -> None:
    """Class 8: leaving, being put out, a ban, a closed account; same session, same links."""
    client = client_of("member")
    before = _walk(cast, client, "member", kind)
    assert before.meets([CANARY[kind]["postbody"]])
    lose(cast, cast.groups[kind])
    after = _again(client, before)
    known = ("title", "slug", "purpose") if kind == "closed" else ()
    hidden = words(kind, but=(*known, "hermit", "department"))
    assert not after.meets(hidden)
    assert 304 not in after.codes.values()
    if lose is _close_account:
        ours = {code for address, code in after.codes.items() if address.startswith("/community")}
        assert ours <= {302, 401}


def test_who_read_an_open_group_meets_no_word_once_it_is_secret(
    cast: Any, host_pages: Any, client_of: Any
) -> None:
    """Class 8: a group that closes its doors closes them on every link given away before."""
    clients = {role: client_of(role) for role in ("employee", "banned")}
    before = {role: _walk(cast, client, role, "open") for role, client in clients.items()}
    groups.ChangeAccess(
        actor=cast["manager"],
        group=cast.groups["open"],
        visibility="members",
        join_policy="invitation",
        posting="members",
    ).execute()
    for role, client in clients.items():
        assert before[role].meets([CANARY["open"]["postbody"]])
        after = _again(client, before[role])
        assert not after.meets(words("open", but=("hermit", "department"))), role


def test_restrictions_set_on_a_page_close_its_discussion(
    cast: Any, host_pages: Any, client_of: Any
) -> None:
    """Class 8: the discussion below a page of the host closes with the page."""
    from wagtail.models import PageViewRestriction

    from wagtail_social.conversations.actions import PostComment
    from wagtail_social.conversations.targets import place_for

    page = host_pages.news
    place = place_for(cast["member"], "page", page.pk)
    comment = PostComment(actor=cast["member"], place=place, source="zqbelowapage").execute()
    client = client_of("employee")
    visit = Visit(client, most=15).start([f"/community/discussions/page/{page.pk}/", page.url])
    visit.fetch(comment.get_absolute_url())
    assert visit.meets(["zqbelowapage"])
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="groups")
    restriction.groups.set(cast["manager"].groups.all())
    assert not _again(client, visit).meets(["zqbelowapage"])
    restriction.delete()
    assert _again(client, visit).meets(["zqbelowapage"])
    page.unpublish()
    assert not _again(client, visit).meets(["zqbelowapage"])
