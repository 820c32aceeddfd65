"""Who may see what: one question, three forms that agree.

``Model.objects.visible_to(user)`` (a queryset), :func:`can_view` (one thing) and
:func:`audience_of` (the users who may see it). What a user may not see does not exist:
:func:`get_or_404` gives the same answer for absent and forbidden. Being able to see a thing is
the condition of every other right on it.

Pages of the host are the one foreign thing asked about here: they follow Wagtail's view
restrictions, except that a page behind a shared password counts as not visible, because there is
no session to look into when mail is sent or a list is made.
"""

from __future__ import annotations

from typing import Any, TypeVar

import swapper
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import Http404

from .conf import settings

M = TypeVar("M", bound=Model)

swapper.set_app_prefix("wagtailcore", "wagtail")


class NotVisible(Exception):
    """Raised by an action whose actor may not see the thing; views answer it with a 404."""


def is_employee(user: Any) -> bool:
    """Whether the user is signed in and active: the condition of everything here."""
    return bool(user and user.is_authenticated and user.is_active)


def sees_all(user: Any) -> bool:
    """Whether the user is a superuser and the host lets superusers read everything."""
    return bool(settings.SUPERUSERS_SEE_ALL and is_employee(user) and user.is_superuser)


def who_sees_all() -> Q:
    """Return the condition on users that :func:`sees_all` asks of one, for active ones."""
    return Q(is_superuser=True) if settings.SUPERUSERS_SEE_ALL else Q(pk__in=())


def employees() -> QuerySet[Any]:
    """Return the users who can take part: the active ones."""
    return get_user_model()._default_manager.filter(is_active=True)


def get_or_404(queryset: Any, user: Any, **lookup: Any) -> Any:
    """Return the one object of ``queryset`` that matches and that ``user`` may see.

    Raises ``Http404`` alike for absent, forbidden and malformed (no key of this kind, a NUL).
    """
    if any("\x00" in value for value in lookup.values() if isinstance(value, str)):
        raise Http404
    try:
        return queryset.visible_to(user).get(**lookup)
    except (queryset.model.DoesNotExist, ValidationError, ValueError, OverflowError) as error:
        raise Http404 from error


def can_view(user: Any, thing: Model) -> bool:
    """Whether ``user`` may see ``thing``: a page of the host, or a thing with ``visible_to``."""
    if isinstance(thing, page_model()):
        return can_view_page(user, thing)
    manager: Any = type(thing)._default_manager
    return manager.visible_to(user).filter(pk=thing.pk).exists()


def audience_of(thing: Any) -> QuerySet[Any]:
    """Return the active users who may see ``thing`` now: a page, or a thing with ``audience()``."""
    if isinstance(thing, page_model()):
        return page_audience(thing)
    return thing.audience()


def page_model() -> Any:
    """Return the host's base page model (Wagtail 8 lets a host replace it)."""
    return swapper.load_model("wagtailcore", "Page")


def _restrictions() -> QuerySet[Any]:
    from wagtail.models import PageViewRestriction

    return PageViewRestriction.objects.all()


def _passes(user: Any, restriction: Any, group_ids: set[int]) -> bool:
    if restriction.restriction_type == restriction.LOGIN:
        return True
    if restriction.restriction_type == restriction.GROUPS:
        return user.is_superuser or any(g.pk in group_ids for g in restriction.groups.all())
    return False


def _withholding_types() -> list[Any]:
    """Return the page types that hold back some of their pages.

    Such a type has a class method ``withheld_pages()``, which returns those that nobody may see,
    live or not.
    """
    from wagtail.models import get_page_models

    return [page_type for page_type in get_page_models() if hasattr(page_type, "withheld_pages")]


def _is_withheld(page: Any) -> bool:
    page_type = page.specific_class
    return (
        hasattr(page_type, "withheld_pages")
        and page_type.withheld_pages().filter(pk=page.pk).exists()
    )


def can_view_page(user: Any, page: Any) -> bool:
    """Whether ``user`` may see this page of the host: live, and every restriction passed."""
    if not (page.live and is_employee(user)) or _is_withheld(page):
        return False
    restrictions = list(page.get_view_restrictions().prefetch_related("groups"))
    if not restrictions:
        return True
    group_ids = set(user.groups.values_list("pk", flat=True))
    return all(_passes(user, restriction, group_ids) for restriction in restrictions)


def pages_visible_to(user: Any) -> QuerySet[Any]:
    """Return the live pages of the host that ``user`` may see."""
    pages = page_model().objects.live()
    if not is_employee(user):
        return pages.none()
    for page_type in _withholding_types():
        pages = pages.exclude(pk__in=page_type.withheld_pages().values("pk"))
    restrictions = _restrictions().select_related("page").prefetch_related("groups")
    group_ids = None
    closed = Q()
    for restriction in restrictions:
        if group_ids is None:
            group_ids = set(user.groups.values_list("pk", flat=True))
        if not _passes(user, restriction, group_ids):
            closed |= Q(path__startswith=restriction.page.path)
    return pages.exclude(closed) if closed else pages


def page_audience(page: Any) -> QuerySet[Any]:
    """Return the active users who may see this page of the host."""
    people = employees()
    if not page.live or _is_withheld(page):
        return people.none()
    for restriction in page.get_view_restrictions().prefetch_related("groups"):
        if restriction.restriction_type == restriction.PASSWORD:
            return people.none()
        if restriction.restriction_type == restriction.GROUPS:
            allowed = get_user_model()._default_manager.filter(
                Q(is_superuser=True) | Q(groups__in=restriction.groups.all())
            )
            people = people.filter(pk__in=allowed.values("pk"))
    return people
