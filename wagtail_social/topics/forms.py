"""The form field for topics: names in one line of text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .vocabulary import MAX_LENGTH, normalise, topic_slug

_BETWEEN = re.compile(r"[,;\n]|(?:^|\s)#")
#: A name in quotes, as taggit writes those with a comma; a quote within stands twice.
_QUOTED = re.compile(r'(?:^|(?<=[,;\n]))\s*"((?:[^"]|"")*)"\s*(?=[,;\n]|$)')


def _parts(text: str) -> list[str]:
    parts, rest = [], 0
    for quoted in _QUOTED.finditer(text):
        parts += _BETWEEN.split(text[rest : quoted.start()])
        parts.append(quoted[1].replace('""', '"'))
        rest = quoted.end()
    return [*parts, *_BETWEEN.split(text[rest:])]


def names_in(text: str) -> list[str]:
    """Return the names in a text: between commas, or each behind a ``#``; no name twice.

    A name in quotes may hold a comma.
    """
    named: dict[str, str] = {}
    for part in _parts(text):
        if name := normalise(part):
            named.setdefault(topic_slug(name), name)
    return list(named.values())


class TopicsField(forms.CharField):
    """Topics with commas between. Gives a list of names, at most ``most``; untrusted text in."""

    widget = forms.Textarea(attrs={"rows": 2})

    def __init__(self, *, most: int = 12, **options: Any) -> None:
        options.setdefault("label", gettext_lazy("Topics"))
        options.setdefault(
            "help_text", gettext_lazy("With commas between, such as: rosters, safety.")
        )
        options.setdefault("max_length", 1000)
        self.most = most
        super().__init__(required=options.pop("required", False), **options)

    def clean(self, value: Any) -> Any:
        """Return the names. Raises ``ValidationError`` for too many and too long ones."""
        text = super().clean(value)
        for part in _parts(text):
            if len(" ".join(part.split())) > MAX_LENGTH:
                raise ValidationError(
                    _("“%(name)s…” is too long for a topic. Put commas between topics.")
                    % {"name": part.strip()[:30]},
                    code="too_long",
                )
        names = names_in(text)
        if len(names) > self.most:
            raise ValidationError(
                _("That is more than %(most)s topics. Please choose the best ones.")
                % {"most": self.most},
                code="too_many",
            )
        return names


def as_text(names: Iterable[str]) -> str:
    """Return names as they stand in the field; those that would be taken apart, in quotes."""

    def written(name: str) -> str:
        if _BETWEEN.search(name) or name.startswith('"'):
            return '"{}"'.format(name.replace('"', '""'))
        return name

    return ", ".join(written(name) for name in names)
