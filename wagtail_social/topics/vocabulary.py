"""Names of topics: how they are written, and which names are the same topic.

The tags are taggit's own, the same that editors put on pages. A topic is known by its slug,
which follows from its name alone: a name that somebody else took in a secret group changes
nothing for anybody, so no slug gets a counter.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.text import slugify
from taggit.models import Tag

from wagtail_social.markup.topics import TOPIC

from .querysets import topics_visible_to

MAX_LENGTH = 100


def normalise(name: str) -> str:
    """Return the name as it is kept: NFC, single spaces, at most 100 characters, no ``#``."""
    text = unicodedata.normalize("NFC", name).lstrip("#")
    text = "".join(" " if c.isspace() else c for c in text if c.isprintable() or c.isspace())
    return " ".join(text.split())[:MAX_LENGTH].strip()


def topic_slug(name: str) -> str:
    """Return the slug of a topic's name: never empty, the same for names that read the same.

    ``New building`` and ``new-building`` are one topic. Names that lose a sign on the way to a
    slug (``C++``, ``🚀``) get six characters of a digest, so that they stay apart.
    """
    name = normalise(name).casefold()
    slug = slugify(name, allow_unicode=True)[: MAX_LENGTH - 7]
    if slug and slug == name.replace(" ", "-"):
        return slug
    digest = hashlib.sha256(name.encode()).hexdigest()[:6]
    return f"{slug}-{digest}" if slug else f"topic-{digest}"


def written(tag: Tag) -> str:
    """Return how a topic is written in a text (``#new-building``), or nothing if it cannot be."""
    text = f"#{tag.slug}"
    return text if re.fullmatch(TOPIC, text) and topic_slug(tag.slug) == tag.slug else ""


def topics_named(names: Iterable[str], *, by: Any = None) -> list[Tag]:
    """Return the topics of these names, making those that do not exist; order kept, no doubles.

    ``by`` is the person who words them. A topic that stands only on what is closed to this person
    takes their wording: capital letters would tell that others had used it before.
    """
    wanted: dict[str, str] = {}
    for name in names:
        if clean := normalise(name):
            wanted.setdefault(topic_slug(clean), clean)
    topics = _known(wanted)
    if by is not None:
        _reword({topic: wanted[slug] for slug, topic in reversed(topics.items())}, by)
    # In one order for everybody: two who make the same topics at once would wait for each other.
    for slug in sorted(wanted.keys() - topics.keys()):
        topics[slug] = _make(slug, wanted[slug])
    return list(dict.fromkeys(topics[slug] for slug in wanted))


def reword_hidden(names: Iterable[str], *, by: Any) -> None:
    """Let topics that this person cannot know of take their wording, as :func:`topics_named` does.

    For tags that are then found by their name alone, as taggit finds them.
    """
    wanted = {topic_slug(name): name for name in names if normalise(name) == name}
    known = _known(wanted)
    same = {known[slug]: name for slug, name in wanted.items() if slug in known}
    _reword({tag: name for tag, name in same.items() if _alike(tag.name, name)}, by)


def _alike(name: str, other: str) -> bool:
    return name.casefold() == other.casefold()


def _known(wanted: dict[str, str]) -> dict[str, Tag]:
    """Return the tags there are, by slug. The name goes before the slug.

    Tags of the host may have slugs with taggit's counter: ``C++`` is ``c``, ``C`` is ``c_1``.
    """
    near = list(Tag.objects.filter(Q(slug__in=wanted) | Q(name__in=wanted.values())))
    by_name, by_slug = {tag.name: tag for tag in near}, {tag.slug: tag for tag in near}
    known: dict[str, Tag] = {}
    for slug, name in wanted.items():
        tag = by_name.get(name) or by_slug.get(slug)
        if tag is not None and _alike(tag.name, name):
            known[slug] = tag
    unsure = {slug: name for slug, name in wanted.items() if slug not in known}
    if unsure:
        condition = Q(pk__in=())
        for name in unsure.values():
            condition |= Q(name__iexact=name)
        alike = {tag.name.casefold(): tag for tag in Tag.objects.filter(condition).order_by("-pk")}
        for slug, name in unsure.items():
            if tag := alike.get(name.casefold()) or by_slug.get(slug):
                known[slug] = tag
    return known


def _reword(worded: dict[Tag, str], by: Any) -> None:
    """Give these tags their new wording, those that ``by`` cannot know of."""
    differing = [tag for tag, name in worded.items() if tag.name != name]
    for tag in _hidden_from(by, differing) if differing else ():
        try:
            with transaction.atomic():
                Tag.objects.filter(pk=tag.pk).update(name=worded[tag])
        except IntegrityError:  # Somebody has made a tag of this name at this moment.
            continue
        tag.name = worded[tag]


def _hidden_from(user: Any, tags: Iterable[Tag]) -> list[Tag]:
    """Return those that this user cannot know of, and that nothing of the host carries, by key."""
    tags = sorted(tags, key=lambda tag: tag.pk)
    ids = [tag.pk for tag in tags]
    known = set(topics_visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
    for relation in Tag._meta.get_fields(include_hidden=True):
        model: Any = relation.related_model if relation.one_to_many else None
        if model is not None and not model._meta.app_label.startswith("wagtail_social"):
            key = relation.field.attname
            rows = model._base_manager.filter(**{f"{key}__in": ids})
            known.update(rows.values_list(key, flat=True))
    return [tag for tag in tags if tag.pk not in known]


def _make(slug: str, name: str) -> Tag:
    try:
        with transaction.atomic():
            return Tag.objects.create(name=name, slug=slug)
    except IntegrityError:
        return Tag.objects.get(Q(slug=slug) | Q(name=name))
