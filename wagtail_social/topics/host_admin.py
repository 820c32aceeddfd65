"""Django's own admin, where a host has it: taggit's list of tags shows those one may know of.

The name of a topic can tell what a secret group is about, and taggit lists them all to whoever has
the permission.
"""

from __future__ import annotations

from typing import Any

from taggit.models import Tag

from .admin_tags import tags_known_to


class KnownTagsOnly:
    """Narrows a ``ModelAdmin`` of tags: name it before that one."""

    def get_queryset(self, request: Any) -> Any:
        """Return the tags that this person may know of."""
        known = tags_known_to(request.user).values("pk")
        return super().get_queryset(request).filter(pk__in=known)  # type: ignore[misc]


def close_list(site: Any) -> None:
    """Put such a list in the place of taggit's own, where it is registered."""
    if site.is_registered(Tag):
        registered = type(site.get_model_admin(Tag))
        site.unregister(Tag)
        site.register(Tag, type(registered.__name__, (KnownTagsOnly, registered), {}))
