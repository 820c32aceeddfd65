"""Hostile text through every field of every form, without a browser: never a server error."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client

from tests.markup.hostile import HOSTILE

from .addresses import Page, comment, group, member_of, post, report, talk

#: The first text of each technique.
ONE_EACH = list({name.rpartition("-")[0]: (name, text) for name, text in HOSTILE[::-1]}.values())
#: Texts that one database may take and another refuse: long ones, those with control characters,
#: halves of characters or characters beyond the first plane. The others are the same to all.
_ODD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe-\U0010ffff]")
REFUSABLE = [(name, text) for name, text in HOSTILE if len(text) > 2000 or _ODD.search(text)]
ONE_REFUSABLE = list(
    {name.rpartition("-")[0]: (name, text) for name, text in REFUSABLE[::-1]}.values()
)
#: What a form answers: done and led on, shown again, not allowed, not there.
ANSWERS = {200, 303, 403, 404, 422}

NEW_GROUP = {"title": "Pumps", "purpose": "Pumps", "preset": "open", "posting": "members"}
OF_GROUP = "title purpose welcome guidelines"
WRITTEN = "title source topics"
TEXTS = {"title": "Lamps", "source": "Lamps", "kind": "update", "topics": "", "language": ""}

#: The address, what the form holds, the fields in which people write, and those that are chosen.
FORMS: tuple[tuple[Page, Mapping[str, str], str, str], ...] = (
    (Page("post_new", "member", group("open")), TEXTS, WRITTEN, "kind language submission"),
    (Page("post_edit", "author", post("open")), TEXTS, WRITTEN, "kind language"),
    (Page("post_remove", "moderator", post("open")), {}, "reason", ""),
    (Page("comments", "member", talk("open")), {"source": "x"}, "source", "parent next submission"),
    (Page("comment_reply", "member", comment("open")), {}, "source", "next"),
    (Page("comment_edit", "author", comment("open")), {}, "source", ""),
    (Page("comment_remove", "moderator", comment("open")), {}, "reason", ""),
    (Page("react", "member", talk("open")), {}, "", "kind"),
    (Page("report", "member", talk("open")), {"reason": "other"}, "text", "reason"),
    (Page("report_decide", "moderator", report("open")), {"state": "acted"}, "decision", "state"),
    (Page("group_new", "employee"), NEW_GROUP, f"{OF_GROUP} topics", "preset posting"),
    (Page("group_settings", "manager", group("open")), {}, f"{OF_GROUP} topics", ""),
    (
        Page("group_access", "manager", group("open")),
        {"preset": "closed", "posting": "members"},
        "",
        "preset posting visibility join_policy",
    ),
    (Page("group_request", "employee", group("closed")), {}, "message", ""),
    (Page("group_invite", "manager", group("open")), {"people": "@employee"}, "message", "people"),
    (Page("member_role", "manager", member_of("open", "member")), {}, "", "role"),
    (Page("edit_profile", "member"), {}, "job_title bio expertise", "languages"),
)
SEARCHES = (
    Page("people", "member"),
    Page("groups", "member"),
    Page("topics", "member"),
    Page("group_members", "member", group("open")),
    Page("suggest_topics", "member"),
    Page("suggest_colleagues", "member"),
    Page("suggest_people", "member", talk("open")),
    Page("suggest_group_people", "member", group("open")),
)


FORM = "application/x-www-form-urlencoded"


def encoded(values: Mapping[str, str]) -> str:
    """Return the body of a form; halves of characters are sent as an attacker would."""
    return urlencode({name: text.encode("utf-8", "surrogatepass") for name, text in values.items()})


class _Back(Exception):
    """Takes back what a form wrote."""


def posted(client: Client, path: str, values: Mapping[str, str]) -> int:
    """Send a form, take back what it wrote, and return the code of the answer."""
    try:
        with transaction.atomic():
            response = client.post(path, encoded(values), content_type=FORM)
            raise _Back
    except _Back:
        return response.status_code


@pytest.mark.parametrize(
    ("page", "held", "written", "chosen"), FORMS, ids=[str(form[0]) for form in FORMS]
)
def test_hostile_text_in_a_form_is_no_server_error(
    page: Page,
    held: Mapping[str, str],
    written: str,
    chosen: str,
    cast: Any,
    client_of: Callable[..., Client],
    second_database: bool,
) -> None:
    """Each text in all fields where people write; one of each technique in each field alone."""
    client, path = client_of(page.role), page.path(cast)
    texts, one_each = (REFUSABLE, ONE_REFUSABLE) if second_database else (HOSTILE, ONE_EACH)
    for name, text in texts if written else ():
        code = posted(client, path, {**held, **dict.fromkeys(written.split(), text)})
        assert code in ANSWERS, (name, code)
    for field in (*written.split(), *chosen.split()):
        for name, text in one_each:
            code = posted(client, path, {**held, field: text})
            assert code in ANSWERS, (field, name, code)


@pytest.mark.parametrize("page", SEARCHES, ids=str)
def test_hostile_text_in_a_search_is_no_server_error(
    page: Page, cast: Any, client_of: Callable[..., Client]
) -> None:
    """One of each technique as what somebody looks for, and as a place in a list."""
    client, path = client_of(page.role), page.path(cast)
    for name, text in ONE_EACH:
        query = encoded({"q": text[:3000], "after": text[:3000]})
        response = client.get(f"{path}?{query}")
        assert response.status_code in {200, 404}, (name, response.status_code)
