"""System checks of topics."""

from typing import Any

from django.conf import settings
from django.core import checks


@checks.register
def check_case_insensitive(**kwargs: Any) -> list[checks.CheckMessage]:
    """Editors' tags and employees' topics are one vocabulary only if case does not divide it."""
    if getattr(settings, "TAGGIT_CASE_INSENSITIVE", False):
        return []
    return [
        checks.Warning(
            "TAGGIT_CASE_INSENSITIVE is off: tags set on pages divide into Budget, budget, BUDGET.",
            hint="Set TAGGIT_CASE_INSENSITIVE = True.",
            id="wagtail_social_topics.W001",
        )
    ]
