"""System checks of the room."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core import checks

from wagtail_social.access import page_model
from wagtail_social.conf import settings

from .event_facts import FACTS


@checks.register
def check_event_pages(**kwargs: Any) -> list[checks.CheckMessage]:
    """Refuse page types and names in ``MEETING_EVENT_PAGES`` that are not there."""
    problems: list[checks.CheckMessage] = []

    def wrong(text: str, hint: str) -> None:
        where = "WAGTAIL_SOCIAL_MEETING_EVENT_PAGES"
        problems.append(
            checks.Error(f"{where} {text}", hint=hint, id="wagtail_social_meetings.E001")
        )

    for name, fields in settings.MEETING_EVENT_PAGES.items():
        try:
            model = apps.get_model(name)
        except (LookupError, ValueError):
            wrong(f"names {name!r}, and there is no such model.", "Write 'app.PageType'.")
            continue
        if not issubclass(model, page_model()):
            wrong(f"names {name!r}, which is no page type.", "Meetings belong to pages.")
            continue
        for fact, attribute in fields.items():
            if fact not in FACTS:
                wrong(f"[{name!r}] has {fact!r}.", f"What can be read: {', '.join(FACTS)}.")
            elif not hasattr(model, attribute):
                wrong(
                    f"[{name!r}] reads {attribute!r}, which {model.__name__} does not have.",
                    "Name a field, a property or a method without arguments.",
                )
    return problems
