"""System checks of the core: they name what is wrong in the host's settings, and what to do."""

from pathlib import Path
from typing import Any

from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.core import checks
from django.core.files.storage import storages
from django.db.models import IntegerField
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.template.loader_tags import BlockNode, ExtendsNode

from .conf import PREFIX, known_names, settings
from .throttling import parse_rate
from .uploads import STORAGE_ALIAS

#: The blocks of the base template that each page of the community fills, and what is lost without.
FRAME_BLOCKS = {
    "title": "pages of the community have no title",
    "extra_head": "its style sheets are not loaded",
    "content": "its pages stay empty",
    "extra_js": "its scripts are not loaded",
}


@checks.register
def check_setting_names(**kwargs: Any) -> list[checks.CheckMessage]:
    """Refuse settings with our prefix that do not exist: a typo would pass unseen."""
    known = known_names()
    return [
        checks.Error(
            f"The setting {name} does not exist.",
            hint=f"Known settings: {', '.join(sorted(known))}",
            id="wagtail_social.E001",
        )
        for name in dir(django_settings)
        if name.startswith(PREFIX) and name not in known
    ]


@checks.register
def check_throttles(**kwargs: Any) -> list[checks.CheckMessage]:
    """Refuse rates that cannot be read."""
    problems: list[checks.CheckMessage] = []
    for name, rate in settings.THROTTLES.items():
        try:
            if rate is not None:
                parse_rate(rate)
        except (ValueError, AttributeError):
            problems.append(
                checks.Error(
                    f"WAGTAIL_SOCIAL_THROTTLES[{name!r}] is {rate!r}.",
                    hint="Write a count and a unit, such as '10/m' (s, m, h, d), or None.",
                    id="wagtail_social.E002",
                )
            )
    return problems


@checks.register
def check_user_keys(**kwargs: Any) -> list[checks.CheckMessage]:
    """Mentions and the interchange write down the keys of people as whole numbers."""
    key: Any = get_user_model()._meta.pk
    while key.remote_field:
        key = key.target_field
    if isinstance(key, IntegerField):
        return []
    return [
        checks.Warning(
            f"The users of {django_settings.AUTH_USER_MODEL} have keys that are no whole numbers "
            f"({type(key).__name__}): mentions lead to nobody, and nothing can be imported.",
            hint="Both need an AutoField or BigAutoField as primary key; the rest works.",
            id="wagtail_social.W001",
        )
    ]


def _blocks_of(template: Any) -> set[str]:
    """Return the names of the blocks of a Django template, with those of what it extends."""
    names: set[str] = set()
    nodes = getattr(template, "nodelist", None)
    while nodes is not None:
        names |= {block.name for block in nodes.get_nodes_by_type(BlockNode)}
        extends = next(iter(nodes.get_nodes_by_type(ExtendsNode)), None)
        parent = extends.parent_name.var if extends else None
        nodes = get_template(parent).template.nodelist if isinstance(parent, str) else None  # type: ignore[attr-defined]
    return names


@checks.register
def check_base_template(**kwargs: Any) -> list[checks.CheckMessage]:
    """The template that frames the community must exist, and have the blocks that we fill."""
    try:
        base: Any = get_template(settings.BASE_TEMPLATE)
        missing = [name for name in FRAME_BLOCKS if name not in _blocks_of(base.template)]
    except TemplateDoesNotExist:
        return [
            checks.Error(
                f"WAGTAIL_SOCIAL_BASE_TEMPLATE names {settings.BASE_TEMPLATE}, which no template "
                "loader finds.",
                id="wagtail_social.E003",
            )
        ]
    return [
        checks.Warning(
            f"The template {settings.BASE_TEMPLATE} has no block {name}: {FRAME_BLOCKS[name]}.",
            hint="Add the block, or fill it from one of yours in a template that extends it.",
            id="wagtail_social.W002",
        )
        for name in missing
    ]


@checks.register
def check_private_files(**kwargs: Any) -> list[checks.CheckMessage]:
    """Private files must not lie where the web server serves media."""
    if STORAGE_ALIAS in storages.backends:
        return []
    media = Path(django_settings.MEDIA_ROOT or "media").resolve()
    private = Path(settings.PRIVATE_ROOT).resolve()
    if private == media or media in private.parents:
        return [
            checks.Error(
                "WAGTAIL_SOCIAL_PRIVATE_ROOT lies below MEDIA_ROOT: everybody could fetch "
                "the pictures of closed groups.",
                hint="Choose a folder that no web server serves.",
                id="wagtail_social.E004",
            )
        ]
    return []


@checks.register
def check_middleware(**kwargs: Any) -> list[checks.CheckMessage]:
    """Fragments need django-htmx to know who asks for them."""
    if "django_htmx.middleware.HtmxMiddleware" not in django_settings.MIDDLEWARE:
        return [
            checks.Error(
                "django_htmx.middleware.HtmxMiddleware is missing from MIDDLEWARE.",
                hint="Add it after the authentication middleware.",
                id="wagtail_social.E005",
            )
        ]
    return []
