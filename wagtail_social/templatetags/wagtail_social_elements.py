"""The elements every page is put together from, as template tags and filters.

Each tag draws one template of ``wagtail_social/elements/``, which a site may replace by its own.
None of them asks the database anything: they draw what they are given. Persons come as person cards
(see the people room), or ``None`` for somebody who is no longer there.
"""

from __future__ import annotations

import zlib
from collections.abc import Hashable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, cast

from django import forms, template
from django.conf import settings
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.template.base import Template
from django.template.context import Context
from django.utils import formats, timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext_lazy

from wagtail_social.icons import icon_markup
from wagtail_social.moments import relative_time

register = template.Library()

TONES = 12
"""How many steady colours there are: the classes ``ws-tone-0`` to ``ws-tone-11``."""

REACTION_ICONS: Mapping[str, str] = {
    "like": "thumb",
    "celebrate": "star",
    "thanks": "clap",
    "insightful": "bulb",
    "support": "heart",
}
"""The icon of each kind of reaction; a kind that is not named here gets ``smile``."""

_MESSAGE_TONES = {"success": "good", "warning": "warn", "error": "danger"}
_TONE_ICONS = {"good": "check", "warn": "warning", "danger": "warning"}
_DRAFT_TAG = "ws-draft:"

_ACCESS: Mapping[str, tuple[str, Any, str]] = {
    "open": ("globe", pgettext_lazy("kind of group", "Open"), "plain"),
    "closed": ("lock", pgettext_lazy("kind of group", "Closed"), "plain"),
    "secret": ("eye-off", pgettext_lazy("kind of group", "Secret"), "warn"),
    "everyone": ("people", pgettext_lazy("kind of group", "Everyone"), "plain"),
}


# Drawing what comes many times on one page

_MARKS = ("\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3")
"""Stand-ins for what differs between two drawings of one shape: noncharacters of Unicode."""


def _draw(
    context: Context, name: str, shape: Hashable, variables: Mapping[str, Any], *varying: str
) -> SafeString:
    """Draw an element once per shape and request; fill in what varies each time, escaped.

    ``variables`` gives the template its variables; the values that vary stand in it as ``_MARKS``,
    in the order of ``varying``. Two calls with the same ``shape`` must need the same drawing
    otherwise.
    """
    request = context.get("request")
    stencils = (
        {} if request is None else request.__dict__.setdefault("_wagtail_social_stencils", {})
    )
    key = (name, shape, get_language())
    stencil = stencils.get(key)
    if stencil is None:
        drawing = context.new({**variables, "csrf_token": context.get("csrf_token")})
        text = (
            cast(Template, context.template)
            .engine.get_template(f"wagtail_social/elements/{name}.html")
            .render(drawing)
            .strip()
        )
        stencil = text.replace("{", "{{").replace("}", "}}")
        for number in range(len(varying)):
            stencil = stencil.replace(_MARKS[number], "{%d}" % number)
        stencils[key] = stencil
    return format_html(stencil, *varying, "")


# Icons and time


@register.simple_tag
def ws_icon(name: str, label: str = "", extra_class: str = "") -> SafeString:
    """Draw one icon of the set; see ``wagtail_social.icons.icon_markup``."""
    return icon_markup(name, str(label), extra_class)


_TIME_END = format_html("</{}>", "time")


def _local(moment: datetime | date) -> tuple[datetime | date, datetime]:
    """A moment and now, both in the reader's time zone, or without one when the moment has none."""
    if isinstance(moment, datetime) and timezone.is_naive(moment):
        return moment, timezone.make_naive(timezone.now()) if settings.USE_TZ else timezone.now()
    zone = timezone.get_current_timezone()
    now = timezone.now()
    now = now.astimezone(zone) if timezone.is_aware(now) else now
    return moment.astimezone(zone) if isinstance(moment, datetime) else moment, now


@lru_cache(maxsize=2048)
def _time_start(
    local: datetime | date, offset: timedelta | None, language: str | None
) -> SafeString:
    """The opening tag with the exact time. Equal moments of two zones differ by ``offset``."""
    if isinstance(local, datetime):
        machine = local.isoformat(timespec="seconds")
        exact = formats.date_format(local, "DATETIME_FORMAT")
    else:
        machine, exact = local.isoformat(), formats.date_format(local, "DATE_FORMAT")
    return format_html('<time datetime="{}" title="{}">', machine, exact)


@register.filter
def ws_ago(moment: datetime | date | None) -> str:
    """The relative time alone, as text; empty for nothing."""
    return relative_time(*_local(moment)) if moment else ""


@register.filter
def ws_time(moment: datetime | date | None) -> str:
    """A ``<time>`` element: relative text, the exact time behind it; empty for nothing."""
    if not moment:
        return ""
    local, now = _local(moment)
    offset = local.utcoffset() if isinstance(local, datetime) else None
    start = _time_start(local, offset, get_language())
    return start + escape(relative_time(local, now)) + _TIME_END


# People and groups


@register.filter
def ws_tone(value: object) -> int:
    """A steady colour 0–11 for a thing, by its id or name; neighbours in a row of ids differ."""
    if isinstance(value, int):
        return value * 7 % TONES
    return zlib.crc32(str(value).encode()) % TONES


@register.simple_tag(takes_context=True)
def ws_avatar(context: Context, card: Any, size: str = "m", link: bool = False) -> SafeString:
    """The face of a person, photo or initials; ``size`` is ``s``, ``m`` or ``l``."""
    shape = (card.id if card else None, size, link)
    return _draw(context, "avatar", shape, {"card": card, "size": size, "link": link})


@register.inclusion_tag("wagtail_social/elements/person.html", takes_context=True)
def ws_person(context: Context, card: Any, size: str = "m", meta: object = "") -> dict[str, Any]:
    """Face and name, with job title and department below, or ``meta`` in their place."""
    return {"card": card, "size": size, "meta": meta, "request": context.get("request")}


@register.inclusion_tag("wagtail_social/elements/byline.html", takes_context=True)
def ws_byline(
    context: Context,
    card: Any,
    time: datetime | None = None,
    edited: datetime | None = None,
    place: str = "",
    place_url: str = "",
    time_url: str = "",
    chip: str = "",
    chip_tone: str = "accent",
    pinned: bool = False,
) -> dict[str, Any]:
    """The head of a post: who, from where, in which group, when, and its kind as a word."""
    return {
        "card": card,
        "time": time,
        "edited": edited,
        "place": place,
        "place_url": place_url,
        "time_url": time_url,
        "chip": chip,
        "chip_tone": chip_tone,
        "pinned": pinned,
        "request": context.get("request"),
    }


@register.inclusion_tag("wagtail_social/elements/mark.html")
def ws_group_mark(title: str, key: object = None, size: str = "m") -> dict[str, Any]:
    """A tile with the first letter of a title, in the colour of ``key`` or of the title."""
    letter = next((sign for sign in str(title) if sign.isalnum()), "#").upper()
    return {"letter": letter, "tone": ws_tone(str(title) if key is None else key), "size": size}


@register.inclusion_tag("wagtail_social/elements/chip.html")
def ws_access(kind: str) -> dict[str, Any]:
    """Icon and word for ``open``, ``closed``, ``secret`` or ``everyone``."""
    icon, label, tone = _ACCESS[kind]
    return {"icon": icon, "label": label, "tone": tone}


# Forms


def _first_control_id(field: BoundField) -> str:
    """The id a link to this field leads to: of a group of choices the first one."""
    if field.id_for_label:
        return str(field.id_for_label)
    return f"{field.auto_id}_0" if field.auto_id else ""


@register.inclusion_tag("wagtail_social/elements/field.html")
def ws_field(
    field: BoundField,
    label: str = "",
    hide_label: bool = False,
    rows: int | None = None,
    placeholder: str = "",
    suggest_people: str = "",
    suggest_topics: str = "",
) -> dict[str, Any]:
    """One field: label, required mark, help, control and errors, tied together.

    ``rows`` and ``placeholder`` are for text areas; ``suggest_people`` and ``suggest_topics`` are
    the addresses that answer with suggestions while somebody writes ``@`` or ``#``.
    """
    widget = field.field.widget
    base = field.auto_id or field.html_name
    help_id = f"{base}_help" if field.help_text else ""
    error_id = f"{base}_error" if field.errors else ""
    described_by = " ".join(filter(None, [help_id, error_id]))
    grouped = (
        isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)) or widget.use_fieldset
    )
    wanted = {
        "aria-describedby": "" if grouped else described_by,
        "aria-invalid": "true" if field.errors and not grouped else "",
        "aria-label": str(label or field.label) if hide_label and not grouped else "",
        "rows": str(rows or ""),
        "placeholder": placeholder,
        "data-ws-suggest-people": suggest_people,
        "data-ws-suggest-topics": suggest_topics,
    }
    attrs: dict[str, str | bool] = {name: value for name, value in wanted.items() if value}
    return {
        "field": field,
        "control": field.as_widget(attrs=attrs),
        "label": label or field.label,
        "hide_label": hide_label,
        "grouped": grouped,
        "check": isinstance(widget, forms.CheckboxInput),
        "help_id": help_id,
        "error_id": error_id,
        "described_by": described_by,
        "required": field.field.required and not isinstance(widget, forms.CheckboxInput),
    }


@register.inclusion_tag("wagtail_social/elements/form_errors.html")
def ws_form_errors(form: BaseForm) -> dict[str, Any]:
    """What is wrong with a form, with a link to each field; nothing when it is valid."""
    problems: list[dict[str, str]] = []
    if form.is_bound and form.errors:
        problems += [
            {"text": str(error), "label": "", "target": ""} for error in form.non_field_errors()
        ]
        for field in form:
            target = "" if field.is_hidden else _first_control_id(field)
            problems += [
                {"text": str(error), "label": str(field.label), "target": target}
                for error in field.errors
            ]
    return {"problems": problems}


# Words from the site, and what can be pressed


@register.inclusion_tag("wagtail_social/elements/messages.html", takes_context=True)
def ws_messages(context: Context) -> dict[str, Any]:
    """Django's messages; a tag ``ws-draft:KEY`` tells the browser to forget that draft."""
    shown: list[dict[str, Any]] = []
    drafts: list[str] = []
    for message in context.get("messages") or ():
        drafts += [
            tag.removeprefix(_DRAFT_TAG)
            for tag in (message.extra_tags or "").split()
            if tag.startswith(_DRAFT_TAG)
        ]
        if str(message):
            tone = _MESSAGE_TONES.get(message.level_tag, "accent")
            shown.append(
                {"text": message.message, "tone": tone, "icon": _TONE_ICONS.get(tone, "info")}
            )
    return {"shown": shown, "drafts": drafts}


@register.simple_tag(takes_context=True)
def ws_reactions(
    context: Context,
    id: str,
    url: str,
    reactions: Sequence[Mapping[str, Any]],
    can_react: bool = True,
    choice_url: str = "",
    who_url: str = "",
    opened: bool = False,
) -> SafeString:
    """The reactions given and the choice to give one.

    ``reactions`` holds, for each kind on offer and in order, ``kind``, ``label``, ``count`` and
    ``pressed`` (mine). A button sends ``kind`` to give one and ``withdraw`` to take it back, so
    that a form sent twice does once what it said. With ``choice_url`` the choice is a link that
    fetches this same bar with ``opened``, so that a long list of comments does not carry every
    choice with it.
    """
    bars = [
        {
            "kind": item["kind"],
            "label": item["label"],
            "count": item["count"],
            "pressed": bool(item.get("pressed")),
            "icon": REACTION_ICONS.get(item["kind"], "smile"),
        }
        for item in reactions
    ]
    given = [item for item in bars if item["count"]]
    choice_link = bool(choice_url) and not opened
    who_link = bool(who_url and given)
    shape = (
        tuple((item["kind"], item["count"], item["pressed"]) for item in bars),
        can_react,
        choice_link,
        who_link,
        opened,
    )
    variables = {
        "id": _MARKS[0],
        "url": _MARKS[1],
        "choices": bars,
        "given": given or (bars[:1] if can_react else []),
        "can_react": can_react,
        "choice_url": _MARKS[2] if choice_link else "",
        "who_url": _MARKS[3] if who_link else "",
        "opened": opened,
    }
    return _draw(context, "reactions", shape, variables, id, url, choice_url, who_url)


@register.simple_tag(takes_context=True)
def ws_menu_link(context: Context, id: str, url: str, label: str) -> SafeString:
    """The button of a menu that is fetched when wanted; without a script, a link to its actions.

    The answer for htmx is the element ``menu`` with the same ``id`` and ``opened``; it takes this
    one's place.
    """
    variables = {"id": _MARKS[0], "url": _MARKS[1], "label": label}
    return _draw(context, "menu_link", label, variables, id, url)


@register.simple_tag(takes_context=True)
def ws_toggle(
    context: Context,
    id: str,
    url: str,
    pressed: bool,
    label: str,
    label_on: str = "",
    icon: str = "",
    name: str = "",
    value: str = "",
    count: int | None = None,
) -> SafeString:
    """A button that is on or off and posts to ``url``; it says which by ``aria-pressed`` too."""
    words = (label_on or label) if pressed else label
    variables = {
        "id": _MARKS[0],
        "url": _MARKS[1],
        "value": _MARKS[2],
        "pressed": pressed,
        "label": words,
        "icon": icon,
        "name": name,
        "count": count,
    }
    return _draw(context, "toggle", (pressed, words, icon, name, count), variables, id, url, value)
