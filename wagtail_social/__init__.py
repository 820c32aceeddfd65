"""wagtail-social: groups, conversations and more for an intranet that runs on Wagtail."""

from collections.abc import Collection

__version__ = "0.1.0.dev0"

# Each room with the rooms it stands on. Order is the order of INSTALLED_APPS.
_ROOMS: dict[str, tuple[str, ...]] = {
    "topics": (),
    "people": ("topics",),
    "groups": ("topics", "people"),
    "conversations": ("topics", "people", "groups"),
    "moderation": ("conversations",),
    "meetings": ("conversations",),
    "notifications": ("conversations",),
    "interchange": ("conversations",),
    "groups.pages": ("groups", "conversations"),
    "conversations.pages": ("conversations",),
    "meetings.pages": ("meetings",),
}
_MINIMUM = frozenset({"topics", "people", "groups", "conversations"})


def apps_list(without: Collection[str] = ()) -> list[str]:
    """Return what a host adds to ``INSTALLED_APPS``, in the order that works.

    ``django_comments`` and ``django_comments_xtd`` come first: only then can their receiver on
    comments be disconnected (a system check proves it). ``without`` names rooms to leave out,
    such as ``"moderation"`` or ``"groups.pages"``; the minimum (topics, people, groups,
    conversations) cannot be left out, nor a room that another one stands on.

    Raises ``ValueError`` for an unknown room or one that cannot be left out.
    """
    left_out = set(without)
    if unknown := left_out - _ROOMS.keys():
        raise ValueError(f"wagtail_social has no room {', '.join(sorted(unknown))}")
    if needed := left_out & _MINIMUM:
        raise ValueError(f"wagtail_social cannot do without {', '.join(sorted(needed))}")
    rooms = [room for room in _ROOMS if room not in left_out]
    for room in rooms:
        if missing := left_out.intersection(_ROOMS[room]):
            raise ValueError(f"{room} stands on {', '.join(sorted(missing))}")
    return [
        "django.contrib.sites",
        "django_comments",
        "django_comments_xtd",
        "django_htmx",
        "wagtail_modeladmin",
        "wagtail_social",
        *(f"wagtail_social.{room}" for room in rooms),
    ]
