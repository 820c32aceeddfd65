"""What was said under a page goes with it.

A discussion whose page was deleted is seen by nobody, neither by who wrote there nor by who would
have to take it away: it must not stay for ever. Where translations share a discussion the next of
them takes it over.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from wagtail_social.access import page_model
from wagtail_social.conf import settings
from wagtail_social.extension_points import discussion_ends

from .models import Discussion
from .targets import PAGE


def end_discussions(discussions: QuerySet[Discussion]) -> None:
    """Delete discussions with all that was said in them and all that rooms keep about them."""
    keys = list(discussions.values_list("pk", flat=True))
    for entry in discussion_ends.all():
        entry.forget(keys)
    Discussion.objects.filter(pk__in=keys).delete()


@transaction.atomic
def leave_page(sender: Any, instance: Any, **kwargs: Any) -> None:
    """End the discussion of a page that was deleted, or give it to the page's translation."""
    discussions = Discussion.objects.filter(target_type=PAGE, target_id=instance.pk)
    if not discussions.exists():
        return
    if settings.SHARE_DISCUSSION_BETWEEN_TRANSLATIONS:
        others = page_model().objects.filter(translation_key=instance.translation_key)
        heir = others.exclude(pk=instance.pk).order_by("-live", "pk").first()
        if heir is not None and not _has_discussion(heir):
            discussions.update(target_id=heir.pk)
            return
    end_discussions(discussions)


def _has_discussion(page: Any) -> bool:
    return Discussion.objects.filter(Q(target_type=PAGE) & Q(target_id=page.pk)).exists()
