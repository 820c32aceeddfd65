"""What is drawn once for everybody says what each page would say."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import engines
from django.test import Client, override_settings
from django.utils.translation import override


def drawn(name: str, **context: Any) -> str:
    template = '{% load wagtail_social_frame %}{% ws_still "' + name + '" %}'
    return engines["django"].from_string(template).render(context)


def test_each_page_has_the_nonce_of_its_own_policy() -> None:
    for nonce in ("one", "two", '"><script>'):
        scripts = drawn("scripts", csp_nonce=nonce)
        escaped = nonce.replace('"', "&quot;").replace(">", "&gt;").replace("<", "&lt;")
        assert scripts.count("<script") == scripts.count(f'nonce="{escaped}"') > 1
    assert "nonce" not in drawn("scripts")


def test_texts_of_scripts_follow_the_language_and_keep_their_braces() -> None:
    assert 'data-ws-text-found="Suggestions: {count}"' in drawn("script_texts")
    with override("nl"):
        dutch = drawn("script_texts")
    assert "Suggestions" not in dutch and "{count}" in dutch
    assert 'data-ws-text-people="People"' in drawn("script_texts")


def test_style_sheets_follow_the_address_of_static_files() -> None:
    before = drawn("styles")
    with override_settings(STATIC_URL="/elsewhere/"):
        assert 'href="/elsewhere/wagtail_social/css/tokens.css"' in drawn("styles")
    assert drawn("styles") == before


@pytest.mark.django_db
def test_bar_marks_the_place_where_one_is(client: Client, django_user_model: Any) -> None:
    client.force_login(django_user_model.objects.create_user("someone"))
    for path, label in (("", "Home"), ("groups/", "Groups"), ("", "Home")):
        page = client.get(f"/community/{path}").content.decode()
        bar = page[page.index('<nav class="ws-bar"') :]
        current = bar[bar.index('aria-current="page"') :]
        assert bar[: bar.index("</nav>")].count("aria-current") == 1
        assert current.partition('ws-bar__label">')[2].startswith(label)
