"""The URL registry: every address × every role, by the written table; nothing forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from wagtail_social.groups.standing import standing_of

from ..cast import ALL_ROLES, CANARY, hidden_from
from ..conftest import Queries, counted_queries
from .registry import CATCH_ALL, ROWS, Row, names_in_the_resolver
from .verbs import ADDRESSES, Ask, ours

GROUPS = ("open", "closed", "secret")
ROLES = (*ALL_ROLES, "author")
_IN_THE_MATRIX = {address.name for address in ADDRESSES.values() if address.method == "post"}


def test_every_address_has_a_row() -> None:
    """Class 1: a new address fails here until somebody writes down who may have it."""
    found = list(names_in_the_resolver())
    known = {row.name for row in ROWS} | {CATCH_ALL}
    assert set(found) - known == set()
    assert known - set(found) == set()
    assert len(found) == len(set(found))


def _asks(cast: Any, row: Row, roles: Any = ROLES) -> Iterator[Ask]:
    for name in GROUPS[:1] if row.alone else GROUPS:
        for role in roles:
            yield Ask(cast, role, name)


def _send(client: Any, row: Row, ask: Ask, method: str, **options: Any) -> tuple[Any, Queries]:
    """Send the request and take back what it wrote."""
    url, data = row.url(ask), row.data(ask)
    with transaction.atomic():
        with counted_queries() as found:
            response = getattr(client, method)(url, data, **options)
        transaction.set_rollback(True)
    return response, found


def _expected(row: Row, ask: Ask, method: str) -> set[int]:
    if row.signed:
        return {200}
    if ask.role in ("anonymous", "deactivated"):
        return {302}
    if row.allows(ask, method):
        if method == "post":
            return {200} if row.shows else {303}
        return {200, 302} if row.leads else {200}
    if not row.exists_for(standing_of(ask.user, ask.group)):
        return {404}
    return {302, 403, 404} if method == "get" else {303, 403, 404, 422}


@pytest.mark.parametrize("row", [row for row in ROWS if row.get], ids=lambda row: row.name)
def test_get_answers_each_role_as_written_and_writes_nothing(
    cast: Any, client_of: Any, row: Row
) -> None:
    """Class 1, class 9, class 11: the code, no write, no marked word, no cache, in one pass."""
    wrong = []
    for ask in _asks(cast, row):
        response, found = _send(client_of(ask.role), row, ask, "get")
        code = response.status_code
        if code not in _expected(row, ask, "get"):
            wrong.append(f"{ask.role} in {ask.group_name}: {code}")
        if found.writes:
            wrong.append(f"{ask.role} in {ask.group_name} writes {found.writes[0][:90]}")
        kept = "private" if row.kept and code == 200 else "no-store"
        if kept not in response.get("Cache-Control", ""):
            wrong.append(f"{ask.role} in {ask.group_name}: may be cached ({code})")
        body = response.getvalue() if response.streaming else response.content
        public = {CANARY[name][field] for name in GROUPS for field in row.public}
        hidden = hidden_from(ask.role) - public
        if told := [word for word in hidden if word.encode() in body.lower()]:
            wrong.append(f"{ask.role} in {ask.group_name} meets {told}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("row", [row for row in ROWS if row.post], ids=lambda row: row.name)
def test_post_answers_each_role_as_written(cast: Any, client_of: Any, row: Row) -> None:
    """Class 3: every form is sent as every role; who may not changes nothing.

    Those that stand for a verb of the matrix are sent as all other roles by ``test_matrix.py``.
    """
    wrong = []
    for ask in _asks(cast, row, ("author",) if row.name in _IN_THE_MATRIX else ROLES):
        response, found = _send(client_of(ask.role), row, ask, "post")
        code = response.status_code
        if code not in _expected(row, ask, "post"):
            wrong.append(f"{ask.role} in {ask.group_name}: {code}")
        if not row.allows(ask, "post") and ours(found.writes):
            wrong.append(f"{ask.role} in {ask.group_name} writes {ours(found.writes)[0][:90]}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.once
@pytest.mark.parametrize("row", [row for row in ROWS if not row.get], ids=lambda row: row.name)
def test_get_of_a_button_is_not_allowed(cast: Any, client_of: Any, row: Row) -> None:
    """Class 11: what changes something is never done by following a link."""
    ask = Ask(cast, "manager", "open")
    for method in ("get", "head"):
        response, found = _send(client_of("manager"), row, ask, method)
        assert response.status_code == 405
        assert not found.writes


@pytest.mark.once
@pytest.mark.parametrize("row", [row for row in ROWS if not row.post], ids=lambda row: row.name)
def test_post_to_a_page_without_a_form_is_not_allowed(cast: Any, client_of: Any, row: Row) -> None:
    """Class 11: a page that only shows takes nothing."""
    response, found = _send(client_of("manager"), row, Ask(cast, "manager", "open"), "post")
    assert response.status_code == 405
    assert not found.writes


@pytest.mark.once
@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.post and not row.signed], ids=lambda row: row.name
)
def test_post_without_a_token_is_refused(cast: Any, client_of: Any, row: Row) -> None:
    """Class 11: no form of another site does anything in somebody's name."""
    for role in ("manager", "author"):
        ask = Ask(cast, role, "open")
        client = client_of(role, enforce_csrf_checks=True)
        response, found = _send(client, row, ask, "post")
        assert response.status_code == 403
        assert not found.writes
