"""The permission matrix: policy, querysets, actions and addresses agree with the written table."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import pytest
from django.db import transaction

from wagtail_social.access import audience_of, can_view, pages_visible_to
from wagtail_social.groups.models import Group
from wagtail_social.groups.standing import standing_of, standings_of

from ..cast import ALL_ROLES, GROUPS
from ..conftest import counted_queries
from . import permissions_page
from .matrix import VERBS, Cell, cells
from .verbs import ACTIONS, ADDRESSES, POLICIES, QUERYSETS, Ask, ours

BY_VERB = {verb: list(found) for verb, found in groupby(cells(), key=lambda cell: cell.verb)}


def test_matrix_has_every_cell_of_every_verb() -> None:
    """A verb, group or role without an answer would go unseen."""
    expected = {(verb, group, role) for verb in VERBS for group in GROUPS for role in ALL_ROLES}
    assert {(cell.verb, cell.group, cell.role) for cell in cells()} == expected
    assert set(POLICIES) == set(ADDRESSES) == set(VERBS)


def _wrong(cast: Any, found: list[Cell], answer: Any) -> list[str]:
    return [
        str(cell) for cell in found if answer(Ask(cast, cell.role, cell.group)) is not cell.allowed
    ]


@pytest.mark.parametrize("verb", BY_VERB)
def test_policy_agrees_with_the_table(cast: Any, verb: str) -> None:
    """Class 3: whoever may do more may see; one policy says so for all."""

    def answer(ask: Ask) -> bool:
        return bool(POLICIES[verb](standing_of(ask.user, ask.group)))

    assert _wrong(cast, BY_VERB[verb], answer) == []


@pytest.mark.parametrize("verb", QUERYSETS)
def test_querysets_agree_with_the_table(cast: Any, verb: str) -> None:
    """Class 9: lists hold what the policy allows, and nothing else."""
    for asked in QUERYSETS[verb]:
        assert _wrong(cast, BY_VERB[verb], asked) == []


@pytest.mark.parametrize("verb", ACTIONS)
def test_actions_agree_with_the_table(cast: Any, verb: str) -> None:
    """Class 3: an action asks for itself, whoever calls it."""

    def answer(ask: Ask) -> bool:
        with transaction.atomic():
            done = ask.is_done(ACTIONS[verb])
            transaction.set_rollback(True)
        return done

    assert _wrong(cast, BY_VERB[verb], answer) == []


@pytest.mark.parametrize("verb", ADDRESSES)
def test_addresses_agree_with_the_table(cast: Any, client_of: Any, verb: str) -> None:
    """Class 1, class 3: what a browser gets is what the table says, and 404 where one may not see.

    A token against foreign forms is no permission: every request is sent as every role.
    """
    wrong = []
    for cell in BY_VERB[verb]:
        ask = Ask(cast, cell.role, cell.group)
        client = client_of(cell.role)
        expected = _expected(cell, ask, ADDRESSES[verb].method)
        with transaction.atomic():
            send = ADDRESSES[verb].sending(client, ask)
            with counted_queries() as found:
                response = send()
            transaction.set_rollback(True)
        if response.status_code not in expected:
            wrong.append(f"{cell}: {response.status_code}")
        if not cell.allowed and ours(found.writes):
            wrong.append(f"{cell}: {ours(found.writes)[0][:80]}")
    assert not wrong, "\n".join(wrong)


def _expected(cell: Cell, ask: Ask, method: str) -> set[int]:
    """Return the codes that say what the cell says."""
    if cell.role in ("anonymous", "deactivated"):
        return {302}
    if cell.allowed:
        # The answer to a new webhook shows its secret, this once.
        return {200} if method == "get" or cell.verb == "webhook" else {303}
    standing = standing_of(ask.user, ask.group)
    by_post = ADDRESSES[cell.verb].name in (
        "post",
        "comments",
        "react",
        "call",
        "follow_discussion",
        "report",
        "post_remove",
        "post_restore",
        "post_pin",
        "discussion_state",
        "meeting_edit",
        "meeting_note",
    )
    may_see = standing.can_read if by_post else standing.can_see
    again = {303} if cell.verb in ("join", "request") and standing.membership else set()
    return {403, 404, 422} | again if may_see else {404}


def test_managing_implies_moderating_implies_reading_implies_knowing(cast: Any) -> None:
    """Class 3: no power without the right to see."""
    for role in ALL_ROLES:
        for name in GROUPS:
            standing = standing_of(cast[role], cast.groups[name])
            order = [
                standing.can_manage,
                standing.can_moderate,
                standing.can_read,
                standing.can_see,
            ]
            assert order == sorted(order), (role, name)
            others = [standing.can_post, standing.can_comment, standing.can_invite]
            assert standing.can_read or not any(others), (role, name)


def test_standings_of_many_groups_are_those_of_each(cast: Any) -> None:
    """The list's answer is the single answer."""
    for role in ALL_ROLES:
        many = standings_of(cast[role], cast.groups.values())
        for group in cast.groups.values():
            assert many[group.pk] == standing_of(cast[role], group)


@pytest.mark.parametrize("superusers_see_all", [False, True])
def test_audience_of_a_thing_is_who_may_view_it(
    cast: Any, settings: Any, superusers_see_all: bool
) -> None:
    """Class 7: who is told is who may see, for every person and every thing."""
    settings.WAGTAIL_SOCIAL_SUPERUSERS_SEE_ALL = superusers_see_all
    things = [
        (name, thing)
        for name, talk in cast.talks.items()
        for thing in (talk.post, talk.gone, talk.discussion, *talk.comments.values())
    ]
    seen = {
        (role, model): set(model.objects.visible_to(person).values_list("pk", flat=True))
        for role, person in cast.people.items()
        for model in {type(thing) for _name, thing in things}
    }
    wrong = []
    for name, thing in things:
        audience = set(audience_of(thing).values_list("pk", flat=True))
        wrong += [
            f"{role}, {type(thing).__name__} {thing.pk} of {name}: told {person.pk in audience}"
            for role, person in cast.people.items()
            if (thing.pk in seen[role, type(thing)]) != (person.pk in audience)
        ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("superusers_see_all", [False, True])
def test_audience_of_a_group_is_who_may_read_it(
    cast: Any, settings: Any, superusers_see_all: bool
) -> None:
    """Class 7: knowing of a closed group is not being spoken to in it."""
    settings.WAGTAIL_SOCIAL_SUPERUSERS_SEE_ALL = superusers_see_all
    for group in cast.groups.values():
        audience = set(audience_of(group).values_list("pk", flat=True))
        for role, person in cast.people.items():
            reads = Group.objects.readable_by(person).filter(pk=group.pk).exists()
            assert reads == (person.pk in audience), (role, group.title)


def test_audience_of_a_page_is_who_may_view_it(cast: Any, host_pages: Any) -> None:
    """Class 7: pages of the host too, with every kind of restriction."""
    pages = ("home", "news", "login", "finance", "password", "draft")
    for name in pages:
        page = getattr(host_pages, name)
        audience = set(audience_of(page).values_list("pk", flat=True))
        for role, person in cast.people.items():
            sees = can_view(person, page)
            assert sees == (person.pk in audience), (role, name)
            assert sees == pages_visible_to(person).filter(pk=page.pk).exists(), (role, name)


def test_superuser_sees_all_only_where_the_host_says_so(cast: Any, settings: Any) -> None:
    """Class 3: until a setting says so, a superuser sees what any colleague sees."""
    superuser, group = cast["superuser"], cast.groups["secret"]
    assert not can_view(superuser, group)
    settings.WAGTAIL_SOCIAL_SUPERUSERS_SEE_ALL = True
    assert can_view(superuser, group) and standing_of(superuser, group).can_read
    assert not standing_of(superuser, group).can_manage
    assert not can_view(cast["steward"], group)


@pytest.mark.source
def test_documentation_shows_the_table() -> None:
    """What people read is what is tested (``python -m tests.security.permissions_page``)."""
    assert permissions_page.PAGE.read_text() == permissions_page.page()
