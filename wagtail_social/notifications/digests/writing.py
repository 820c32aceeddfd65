"""Digests as letters. What is the same for many people is made once for them all."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.template import Context, Engine
from django.template.loader import get_template
from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from wagtail_social.addresses import Address, addresses, base_url
from wagtail_social.conf import settings
from wagtail_social.conversations.models import Post
from wagtail_social.conversations.wording import comments_text
from wagtail_social.markup import excerpt, unlinked
from wagtail_social.people.adapters import get_adapter, unknown_person

from ..addresses import settings_path
from ..letters import Letter
from ..models import DigestEvery
from ..naming import names_together, site_name
from ..unsubscribing import DIGEST, token_for
from ..writing import headers
from .choosing import Choice
from .people import Person
from .personal import Line
from .shelf import with_numbers
from .wording import news_text, reactions_text, unread_text

#: How much of a text a digest shows (characters).
EXCERPT = 200
#: How much of a title a subject line shows (characters).
_TITLE = 120
_BLANK = re.compile(r"\n\s*\n")
_FOLDER = "wagtail_social/notifications/mail"


class _Entry(NamedTuple):
    """A post as it stands in digests of one language and time zone."""

    title: str
    html: str
    text: str


@dataclass(frozen=True)
class _Frame:
    """What all digests in one language share."""

    language: str
    home: str
    settings: str
    post: Address
    unsubscribe: Address


class Writer:
    """Writes the digests of a batch: three queries for what all of them show."""

    def __init__(self, choices: Collection[Choice]) -> None:
        lines = [line for choice in choices for line in choice.lines]
        ids = {pk for choice in choices for pk in choice.post_ids}
        ids |= {line.post_id for line in lines if line.post_id is not None}
        posts = with_numbers(Post.objects.published().filter(pk__in=ids))
        fields = ("title", "html", "author_id", "created_at", "group__title")
        self._posts: dict[int, Any] = {
            post.pk: post for post in posts.select_related("group").only(*fields)
        }
        people = {post.author_id for post in self._posts.values()}
        people |= {actor for line in lines for actor in line.actor_ids}
        cards = get_adapter().cards(people)
        self._names = {pk: unlinked(card.name) for pk, card in cards.items()}
        # The base of all addresses: each call of its own would look the site up.
        self._base = base_url()
        self._site = site_name()
        self._never_content = settings.MAIL_CONTENT == "none"
        self._frames: dict[str, _Frame] = {}
        self._entries: dict[tuple[int, str, datetime.tzinfo], _Entry] = {}
        self._titles: dict[tuple[int, str], str] = {}
        self._excerpts: dict[int, str] = {}
        self._text = Engine.get_default().get_template(f"{_FOLDER}/digest.txt")
        self._html = get_template(f"{_FOLDER}/digest.html")
        self._entry_html = get_template(f"{_FOLDER}/digest_post.html")

    def letter(self, person: Person, choice: Choice) -> Letter | None:
        """Return one person's digest, ``None`` where what it was to tell of has just gone."""
        choice = self._still_there(choice)
        if not choice:
            return None
        reader = person.reader
        with translation.override(reader.language), timezone.override(reader.zone):
            frame = self._frame(reader.language)
            if self._never_content or reader.choices.brief:
                subject, content = self._brief(choice)
            else:
                subject, content = self._full(choice, frame, reader.zone)
            return self._letter(person, frame, subject, content)

    def _still_there(self, choice: Choice) -> Choice:
        return Choice(
            lines=[line for line in choice.lines if line.post_id in self._posts],
            more_lines=choice.more_lines,
            stories=[pk for pk in choice.stories if pk in self._posts],
            posts=[pk for pk in choice.posts if pk in self._posts],
            questions=[pk for pk in choice.questions if pk in self._posts],
        )

    def _brief(self, choice: Choice) -> tuple[str, dict[str, Any]]:
        """Say that there is news, and nothing of it."""
        news = []
        if choice.post_ids:
            news.append(news_text(len(choice.post_ids)))
        unread = len(choice.lines) + choice.more_lines
        if unread:
            news.append(unread_text(unread, besides=False))
        subject = _("There is news at %(site)s") % {"site": self._site}
        return subject, {"news": news, "lines": (), "sections": ()}

    def _full(
        self, choice: Choice, frame: _Frame, zone: datetime.tzinfo
    ) -> tuple[str, dict[str, Any]]:
        parts = [
            (_("Success stories"), choice.stories),
            (_("Most talked about"), choice.posts),
            (_("Questions without an answer: do you know?"), choice.questions),
        ]
        sections = [
            {"title": title, "entries": [self._entry(pk, frame, zone) for pk in ids]}
            for title, ids in parts
            if ids
        ]
        lines = [self._line(line, frame) for line in choice.lines]
        news = []
        if choice.more_lines:
            news.append(unread_text(choice.more_lines, besides=bool(lines)))
        best = [*choice.posts, *choice.stories, *choice.questions]
        best += [line.post_id for line in choice.lines if line.post_id is not None]
        subject = _("There is news at %(site)s") % {"site": self._site}
        if best:
            title = self._title(best[0], frame)
            cut = title if len(title) <= _TITLE else f"{title[: _TITLE - 1].rstrip()}…"
            values = {"site": self._site, "title": cut}
            subject = _("What you missed at %(site)s: %(title)s") % values
        return subject, {"news": news, "lines": lines, "sections": sections}

    def _letter(
        self, person: Person, frame: _Frame, subject: str, content: dict[str, Any]
    ) -> Letter:
        stop = f"{self._base}{frame.unsubscribe(token_for(person.reader.user, DIGEST))}"
        daily = person.reader.choices.digest == DigestEvery.DAY
        context = {
            **content,
            "language": frame.language,
            "direction": "rtl" if translation.get_language_bidi() else "ltr",
            "site": self._site,
            "home_url": frame.home,
            "settings_url": frame.settings,
            "unsubscribe_url": stop,
            "daily": daily,
        }
        # What is escaped in HTML stands in a text as it is.
        text = self._text.render(Context(context, autoescape=False))
        return Letter(
            subject=subject,
            text=_BLANK.sub("\n\n", f"{text.strip()}\n"),
            html=self._html.render(context),
            headers=headers(unsubscribe=stop),
        )

    def _frame(self, language: str) -> _Frame:
        if language not in self._frames:
            self._frames[language] = _Frame(
                language=language,
                home=f"{self._base}{reverse('wagtail_social:home')}",
                settings=f"{self._base}{settings_path()}",
                post=addresses("post"),
                unsubscribe=addresses("unsubscribe"),
            )
        return self._frames[language]

    def _title(self, pk: int, frame: _Frame) -> str:
        key = (pk, frame.language)
        if key not in self._titles:
            self._titles[key] = unlinked(self._posts[pk].heading) or _("Post without text")
        return self._titles[key]

    def _excerpt(self, pk: int) -> str:
        """Return the beginning of the text; of a post without a title that is its title."""
        if pk not in self._excerpts:
            post = self._posts[pk]
            self._excerpts[pk] = unlinked(excerpt(post.html, EXCERPT)) if post.title else ""
        return self._excerpts[pk]

    def _name(self, user_id: Any) -> str:
        return self._names.get(user_id) or unknown_person().name

    def _url(self, pk: int, frame: _Frame) -> str:
        return f"{self._base}{frame.post(pk)}"

    def _line(self, line: Line, frame: _Frame) -> dict[str, str]:
        assert line.post_id is not None
        names = [_("A colleague")]
        if line.happening.names_actor:
            names = [self._name(actor) for actor in line.actor_ids]
        return {
            "sentence": line.sentence(names_together(names) or _("Former colleague")),
            "title": self._title(line.post_id, frame),
            "url": self._url(line.post_id, frame),
        }

    def _entry(self, pk: int, frame: _Frame, zone: datetime.tzinfo) -> _Entry:
        key = (pk, frame.language, zone)
        if key not in self._entries:
            self._entries[key] = self._new_entry(pk, frame)
        return self._entries[key]

    def _new_entry(self, pk: int, frame: _Frame) -> _Entry:
        post = self._posts[pk]
        day = formats.date_format(timezone.localtime(post.created_at), "MONTH_DAY_FORMAT")
        numbers = []
        if post.comments:
            numbers.append(comments_text(post.comments))
        if post.reactions:
            numbers.append(reactions_text(post.reactions))
        parts = {
            "title": self._title(pk, frame),
            "about": _joined([self._name(post.author_id), unlinked(post.group.title), day]),
            "excerpt": self._excerpt(pk),
            "numbers": _joined(numbers),
            "url": self._url(pk, frame),
        }
        return _Entry(
            title=parts["title"],
            html=self._entry_html.render(parts),
            text="\n".join(part for part in parts.values() if part),
        )


def _joined(parts: Iterable[str]) -> str:
    return " · ".join(parts)
