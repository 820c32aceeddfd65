"""Requests that no form of ours sends: wrong types, huge numbers, zero bytes, fields of others."""

from __future__ import annotations

import datetime
import decimal
import uuid
from collections import Counter
from typing import Any
from urllib.parse import quote

import pytest
from django.apps import apps
from django.db import connection, transaction

from wagtail_social.groups.models import Group, Membership
from wagtail_social.meetings.models import Meeting, MeetingDocument

from .registry import ROWS, Row
from .verbs import Ask

#: Values for every parameter: type, size, sign, encoding, syntax of others.
NASTY: dict[str, Any] = {
    "empty": "",
    "zero byte": "a\x00b",
    "huge number": "9" * 400,
    "beyond 64 bits": str(2**63),
    "not a number": "NaN",
    "list": ["1", "2", "\x00"],
    "unicode": "١٢🦆\u202e\ufeff",
    "syntax": "%%'\");--{{7*7}}[](){}",
    "long": "x" * 70_000,
}
#: Parameters of addresses that any view might read.
PARAMETERS = (
    *("q", "after", "before", "order", "kind", "topic", "show", "state", "page", "root", "next"),
    *("group", "people", "comment", "parent", "level", "rank", "since", "pk", "tab", "format"),
)
ROLES = ("manager", "author", "moderator", "requested", "invited", "employee", "banned")


def _doer(row: Row, cast: Any, method: str) -> Ask:
    """Return somebody who may do it, in the first group where anybody may."""
    for group in ("open", "closed", "secret"):
        for role in ROLES:
            ask = Ask(cast, role, group)
            if row.allows(ask, method):
                return ask
    raise AssertionError(f"nobody may {method} {row.name}")


def _code(client: Any, method: str, url: str, data: Any, **options: Any) -> int:
    with transaction.atomic():
        response = getattr(client, method)(url, data, **options)
        if response.streaming:
            response.getvalue()
        transaction.set_rollback(True)
    return response.status_code


@pytest.mark.parametrize("row", [row for row in ROWS if row.get], ids=lambda row: row.name)
def test_strange_parameters_of_a_page_are_no_error_of_the_server(
    cast: Any, client_of: Any, htmx: dict[str, str], row: Row
) -> None:
    """Class 14: whatever stands behind the question mark, the page answers."""
    ask = _doer(row, cast, "get")
    client, url = client_of(ask.role), row.url(ask)
    for label, value in NASTY.items():
        value = value[:4000] if isinstance(value, str) else value
        for headers in ({}, htmx):
            code = _code(client, "get", url, dict.fromkeys(PARAMETERS, value), headers=headers)
            assert code < 500, label


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_strange_addresses_are_not_found(cast: Any, client_of: Any, row: Row) -> None:
    """Class 14: keys in the path may be anything that fits into a path."""
    method = "get" if row.get else "post"
    ask = _doer(row, cast, method)
    client, url = client_of(ask.role), row.url(ask)
    pieces = url.split("/")
    keys = [place for place, piece in enumerate(pieces) if place > 2 and _is_key(piece, row, ask)]
    for label, value in NASTY.items():
        text = value if isinstance(value, str) else "1,2"
        for place in keys:
            strange = [*pieces[:place], quote(text[:2000], safe=""), *pieces[place + 1 :]]
            code = _code(client, method, "/".join(strange), {})
            assert code in (302, 400, 404, 405), (label, code)


def _is_key(piece: str, row: Row, ask: Ask) -> bool:
    return piece in {str(argument) for argument in row.arguments(ask)}


@pytest.mark.parametrize("row", [row for row in ROWS if row.post], ids=lambda row: row.name)
def test_strange_fields_of_a_form_are_no_error_of_the_server(
    cast: Any, client_of: Any, row: Row
) -> None:
    """Class 14: all fields strange at once, then each beside good ones."""
    ask = _doer(row, cast, "post")
    client, url, good = client_of(ask.role), row.url(ask), row.data(ask)
    extra = dict.fromkeys(("next", "submission", "topics", "parent", "comment", "cover", "text"))
    for label, value in NASTY.items():
        short = value[:9000] if isinstance(value, str) else value
        tried = [dict.fromkeys({**good, **extra}, value)]
        tried += [{**good, name: short} for name in (*good, "next", "submission")]
        for data in tried:
            assert _code(client, "post", url, data) < 500, (label, data.keys())


@pytest.mark.once
@pytest.mark.parametrize("row", [row for row in ROWS if row.post], ids=lambda row: row.name)
@pytest.mark.parametrize("body", [b"\xff\xfe\x00", b"[1]", b"", b"%ED%A0%80=%00"])
def test_strange_bodies_are_no_error_of_the_server(
    cast: Any, client_of: Any, row: Row, body: bytes
) -> None:
    """Class 14: bytes that are no form, under the name of each kind of form."""
    ask = _doer(row, cast, "post")
    for kind in ("application/json", "application/x-www-form-urlencoded", "text/plain"):
        client = client_of(ask.role)
        assert _code(client, "post", row.url(ask), body, content_type=kind) < 500


#: Fields that a form of ours never has, or that another form has for somebody else.
FOREIGN_FIELDS = {
    "accepted_comment": "1",
    "actor": "{superuser}",
    "archived_at": "2020-01-01",
    "author": "{superuser}",
    "author_id": "{superuser}",
    "banned": "1",
    "created_at": "2001-01-01T00:00:00Z",
    "created_by": "{superuser}",
    "decided_at": "2001-01-01",
    "department": "{department}",
    "group": "{secret}",
    "group_id": "{secret}",
    "handle": "director",
    "handler": "{superuser}",
    "hidden": "on",
    "html": "<b>raw</b>",
    "id": "1",
    "invited_by": "{superuser}",
    "is_active": "on",
    "is_staff": "on",
    "is_superuser": "on",
    "join_policy": "everyone",
    "member_count": "999",
    "pilot": "on",
    "pinned_at": "2020-01-01",
    "pk": "1",
    "removed_by": "{superuser}",
    "renderer_version": "0",
    "reported_author": "{superuser}",
    "reporter": "{superuser}",
    "role": "manager",
    "since": "2001-01-01",
    "slug": "director",
    "state": "active",
    "user": "{superuser}",
    "user_id": "{superuser}",
    "username": "director",
    "visibility": "everyone",
}
#: Columns that differ between two runs of the same request.
_VARYING = {
    *("id", "path", "thread_id", "target_id", "object_pk", "object_id", "slug", "order"),
    *("token_hash", "secret", "file", "uid", "submission"),
    *("base_id", "root_id", "discussion_id", "subject_id"),
    *("series_id", "settled_by_id", "version_id"),
}
#: Written by the first page that is shown: who was here lately.
_BY_ANY_PAGE = "wagtail_social_notifications_presence"


def _tables() -> list[str]:
    return sorted(
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if (
            model._meta.app_label.startswith("wagtail_social")
            and model._meta.db_table != _BY_ANY_PAGE
        )
        or model._meta.label_lower in ("auth.user", "taggit.tag", "django_comments.comment")
    )


def _newest() -> dict[str, int]:
    """Return the highest key there is, by the name of the column that refers to it."""
    models = {"group_id": Group, "meeting_id": Meeting, "document_id": MeetingDocument}
    return {name: model._default_manager.latest("pk").pk for name, model in models.items()}


def _rows(newest: dict[str, int]) -> dict[str, Counter[Any]]:
    """Return all rows of our tables, without what differs from run to run.

    A sequence of PostgreSQL goes on after a rollback, so what was made since ``newest`` counts as
    "the new one".
    """
    found = {}
    for table in _tables():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            names = [column[0] for column in cursor.description]
            found[table] = Counter(
                tuple(
                    (name, _steady(name, value, newest))
                    for name, value in zip(names, row, strict=True)
                    if name not in _VARYING and not name.endswith("_ptr_id")
                )
                for row in cursor.fetchall()
            )
    return found


def _steady(name: str, value: Any, newest: dict[str, int]) -> Any:
    if name in newest and value is not None and value > newest[name]:
        return "the new one"
    if isinstance(value, datetime.datetime):
        return "a time"
    if isinstance(value, (uuid.UUID, decimal.Decimal)):
        return str(value)
    if isinstance(value, str) and value[:4].isdigit() and value[4:5] == "-" and ":" in value:
        return "a time"
    return value


def _foreign(cast: Any, good: dict[str, Any]) -> dict[str, str]:
    known = {
        "superuser": cast["superuser"].pk,
        "secret": cast.groups["secret"].pk,
        "department": cast.groups["secret"].department_id,
    }
    return {
        name: value.format(**known) for name, value in FOREIGN_FIELDS.items() if name not in good
    }


@pytest.mark.parametrize("row", [row for row in ROWS if row.post], ids=lambda row: row.name)
def test_fields_of_others_change_nothing(cast: Any, client_of: Any, row: Row) -> None:
    """Class 4: the same form with three dozen more fields writes the very same rows."""
    ask = _doer(row, cast, "post")
    client, url, good = client_of(ask.role), row.url(ask), row.data(ask)
    newest = _newest()
    outcomes = []
    for data in (good, {**_foreign(cast, good), **good}):
        with transaction.atomic():
            code = client.post(url, data).status_code
            outcomes.append((code, _rows(newest)))
            transaction.set_rollback(True)
    assert outcomes[0][0] == outcomes[1][0] == (200 if row.signed or row.shows else 303)
    for table, rows in outcomes[0][1].items():
        assert rows == outcomes[1][1][table], table


@pytest.mark.parametrize("role", ["member", "moderator", "invited"])
def test_nobody_gives_himself_a_role_or_the_right_to_read(
    cast: Any, client_of: Any, role: str
) -> None:
    """Class 4: every form of every group, sent with every role in it, lifts nobody."""
    client = client_of(role)
    before = _places(cast, role)
    for group in ("open", "closed"):
        for row in ROWS:
            if not row.post or row.alone or row.name in ("group_new", "edit_profile"):
                continue
            ask = Ask(cast, role, group)
            data = {**row.data(ask), "role": "manager", "state": "active", "user": cast[role].pk}
            for url in (
                row.url(ask),
                row.url(ask).replace(f"/{ask.insider.pk}/", f"/{cast[role].pk}/"),
            ):
                with transaction.atomic():
                    client.post(url, data)
                    after = _places(cast, role)
                    transaction.set_rollback(True)
                for name, (state, place) in after.items():
                    if (state, place) != before[name]:
                        assert place == "member", (row.name, name)
                        assert state != "active" or row.name in ("group_join", "group_accept")


def _places(cast: Any, role: str) -> dict[str, tuple[str, str]]:
    rows = Membership.objects.filter(user=cast[role]).select_related("group")
    return {row.group.slug: (row.state, row.role) for row in rows}
