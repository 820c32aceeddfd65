"""Reads of topics. A viewer knows a topic only through things the viewer may see."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q, QuerySet
from taggit.models import Tag

from wagtail_social.access import is_employee
from wagtail_social.extension_points import topic_sources


class TopicFollowQuerySet(models.QuerySet[Any]):
    """Who follows what."""

    def of(self, user: Any) -> Self:
        """Return what this person follows."""
        return self.filter(user=user)


def topics_visible_to(user: Any) -> QuerySet[Tag]:
    """Return the topics that stand on at least one thing this user may see."""
    if not is_employee(user):
        return Tag.objects.none()
    seen = Q(pk__in=())
    for source in topic_sources.all():
        seen |= Q(pk__in=source.tagged(user).values("tag_id"))
    return Tag.objects.filter(seen)


def topics_suggested_to(user: Any, typed: str, *, limit: int = 8) -> QuerySet[Tag]:
    """Return topics this user may know whose name begins with, or holds, what was typed.

    A name of several words is written with hyphens in a text, so the slug counts as well.
    """
    typed = typed.strip()
    found = topics_visible_to(user).filter(Q(name__icontains=typed) | Q(slug__icontains=typed))
    begins = models.Case(
        models.When(name__istartswith=typed, then=0), default=1, output_field=models.IntegerField()
    )
    return found.order_by(begins, "name")[:limit]
