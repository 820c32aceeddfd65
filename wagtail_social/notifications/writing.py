"""How a mail with news reads: headers, text, HTML, in its reader's language and time zone."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.template import Context
from django.template.loader import get_template, render_to_string
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from wagtail_social.addresses import base_url, whole
from wagtail_social.conf import settings
from wagtail_social.happenings import About, MailPart, NotificationCategory, Words
from wagtail_social.markup import absolute, as_text, excerpt, one_line, unlinked
from wagtail_social.people.adapters import PersonCard, unknown_person

from .addresses import list_path, settings_path, unsubscribe_path
from .letters import Letter
from .models import Mail
from .naming import names_together
from .readers import Reader

#: Beginning of a text in a mail that may not carry all of it (characters).
TEASER = 200
#: Pieces of news that one mail tells in words; of the others it gives the number (count).
MOST_PIECES = 20
#: Longest subject line (characters).
LONGEST_SUBJECT = 150

_TEMPLATES = "wagtail_social/notifications/mail/"


@dataclass(frozen=True)
class Piece:
    """One piece of news as its reader may read it now. ``what`` is alike for what is told as one.

    ``actor_id`` is the key of who did it; with ``names_actor`` false nobody is named.
    """

    delivery: int
    what: tuple[str, int, str]
    category: NotificationCategory
    sentence: Callable[[str, int], str]
    actor_id: Any
    names_actor: bool
    at: datetime.datetime
    words: Words


@dataclass
class Told:
    """What a mail says of one thing: who did what, when, and the words."""

    sentence: str
    at: datetime.datetime
    html: str
    text: str
    teaser: str
    url: str


def write_news(
    mail: Mail,
    reader: Reader,
    about: About,
    pieces: Sequence[Piece],
    cards: Mapping[Any, PersonCard],
    outcomes: Mapping[int, str],
    part: MailPart | None = None,
) -> Letter:
    """Return the letter that tells of these pieces of news about one subject."""
    base = base_url()
    content = content_for(reader, about)
    with reader.at_home():
        told = [] if content == "none" else _told(pieces, cards, base, content)
        context = {
            "about": about,
            "title": unlinked(about.title),
            "place": unlinked(about.place),
            "told": told[:MOST_PIECES],
            "more": max(len(told) - MOST_PIECES, 0),
            "note": part.note if part else "",
            "url": _way_in(content, about, told, base),
            **footer(reader, _by_distance(pieces), base),
        }
        name = "brief" if content == "none" else "news"
        return Letter(
            subject=_subject(content, about),
            text=render_text(f"{name}.txt", context),
            html=render_html(f"{name}.html", context),
            headers=headers(
                root=thread_root(mail, base),
                unsubscribe=context["reasons"][0]["unsubscribe_url"],
            ),
            deliveries=tuple(piece.delivery for piece in pieces),
            outcomes=dict(outcomes),
            part=part,
        )


def content_for(reader: Reader, about: About) -> str:
    """Return how much a mail may tell: "full", "teaser" or "none"."""
    chosen = settings.MAIL_CONTENT
    if reader.choices.brief or chosen == "none":
        return "none"
    return "teaser" if about.only_here or chosen == "teaser" else "full"


def thread_root(mail: Mail, base: str) -> str:
    """Return the id that all mails about one subject refer to. It says nothing of the subject.

    It differs from person to person, so that nobody can compare who hears of the same.
    """
    thread = f"{mail.recipient_id}:{mail.subject_type}:{mail.subject_id}"
    opaque = salted_hmac("wagtail_social.thread", thread, algorithm="sha256").hexdigest()[:40]
    return f"<{opaque}.thread@{urlsplit(base).hostname or 'localhost'}>"


def headers(*, unsubscribe: str, root: str = "") -> dict[str, str]:
    """Return the headers of a mail that a machine sends and its reader can stop (RFC 8058)."""
    found = {
        "List-Unsubscribe": f"<{unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    return found | {"In-Reply-To": root, "References": root} if root else found


def footer(
    reader: Reader, mail_categories: Sequence[NotificationCategory], base: str
) -> dict[str, Any]:
    """Return what stands below each mail: why it came, and how to stop it.

    The widest category comes first: that is the one that a mail program's button stops.
    """
    reasons = [
        {
            "why": category.why,
            "label": category.label,
            "unsubscribe_url": whole(unsubscribe_path(reader.user, category.name), base),
        }
        for category in mail_categories
    ]
    return {
        "reasons": reasons,
        "settings_url": whole(settings_path(), base),
        "site": urlsplit(base).hostname or "",
    }


def render_text(name: str, context: Mapping[str, Any]) -> str:
    """Return a plain text. Nothing is escaped in it: it is no HTML, and no program reads it so."""
    template: Any = get_template(_TEMPLATES + name)
    rendered = template.template.render(Context({**context, **_frame()}, autoescape=False))
    lines = "\n".join(line.rstrip() for line in rendered.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"


def render_html(name: str, context: Mapping[str, Any]) -> str:
    """Return the HTML of a mail."""
    return render_to_string(_TEMPLATES + name, {**context, **_frame()})


def _frame() -> dict[str, Any]:
    """Return language and direction of the text."""
    return {"language": get_language(), "direction": "rtl" if get_language_bidi() else "ltr"}


def _subject(content: str, about: About) -> str:
    """Return the subject line: always the same for one subject, so that mail programs thread it."""
    if content == "none":
        return _("There is news for you")
    title = one_line(about.title) or _("News")
    place = one_line(about.place)
    if place and place != title:
        title = f"[{place}] {title}"
    return title if len(title) <= LONGEST_SUBJECT else title[: LONGEST_SUBJECT - 1] + "…"


def _way_in(content: str, about: About, told: Sequence[Told], base: str) -> str:
    """Return where the button leads; in a mail without content the address says nothing either."""
    if content == "none":
        return whole(list_path(), base)
    first = next((one.url for one in told if one.url), "")
    return first or whole(about.url, base)


def _told(
    pieces: Sequence[Piece], cards: Mapping[Any, PersonCard], base: str, content: str
) -> list[Told]:
    """Return what is told, oldest first; several who did the same to the same are told as one."""
    together: dict[tuple[str, int, str], list[Piece]] = {}
    for piece in pieces:
        together.setdefault(piece.what, []).append(piece)
    return [_one(group, cards, base, content) for group in together.values()]


def _one(group: Sequence[Piece], cards: Mapping[Any, PersonCard], base: str, content: str) -> Told:
    last = group[-1]
    names: list[str] = []
    if last.names_actor:
        everybody = dict.fromkeys(piece.actor_id for piece in reversed(group))
        found = [cards.get(key) or unknown_person() for key in everybody]
        names = [unlinked(card.name) or _("A colleague") for card in found]
    html = last.words.html
    full = content == "full"
    return Told(
        sentence=last.sentence(names_together(names), max(len(names), 1)),
        at=last.at,
        html=absolute(html, base) if full else "",
        text=quoted(as_text(html, base)) if full else "",
        teaser=unlinked(excerpt(html, TEASER)) if html and not full else "",
        url=whole(last.words.url, base) if last.words.url else "",
    )


def quoted(text: str) -> str:
    """Return a text with a mark before each line: what follows without one is ours."""
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def _by_distance(pieces: Sequence[Piece]) -> list[NotificationCategory]:
    """Return the categories of a mail, the widest first."""
    found = {piece.category.name: piece.category for piece in pieces}
    return sorted(found.values(), key=lambda category: -category.order)
