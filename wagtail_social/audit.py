"""The audit log: Wagtail's own, with a sentence for each of our actions.

Each room registers its actions in ``wagtail_hooks.py``::

    @log_actions
    def actions() -> dict[str, Any]:
        return {"wagtail_social.group.created": _("Open a group")}

An action whose name is not registered cannot be executed: Wagtail refuses the entry.

Wagtail shows entries (site history, history of a row) to whoever has a permission on the model.
That would tell stewards of groups they may not know of, so what is ours is closed per row here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, Case, Q, When
from django.db.models.functions import Cast
from wagtail import hooks

from .access import sees_all
from .extension_points import logged_rows


def log_actions(function: Callable[[], Mapping[str, Any]]) -> Callable[[], Mapping[str, Any]]:
    """Register the names and labels that ``function`` returns with Wagtail's audit log."""

    def register(registry: Any) -> None:
        for name, label in function().items():
            registry.register_action(name, label, label)

    hooks.register("register_log_actions", register)
    return function


def entries_seen_by(entries: Any, user: Any) -> Any:
    """Return the entries of Wagtail's log that this user may read, of those given.

    Of ours only those about rows that a rule of :data:`.extension_points.logged_rows` gives; the
    host's unchanged.
    """
    if sees_all(user):
        return entries
    condition = ~Q(content_type__app_label__startswith="wagtail_social")
    for rule in logged_rows.all():
        model = rule.model()
        content_type = ContentType.objects.get_for_model(model, for_concrete_model=False)
        if rule.rows is None:
            condition |= Q(content_type=content_type)
            continue
        name = f"about_{model._meta.model_name}"
        # The log keeps keys of all models as text; CASE keeps those of others from being cast.
        key = Case(When(content_type=content_type, then=Cast("object_id", BigIntegerField())))
        entries = entries.alias(**{name: key})
        seen = Q(**{f"{name}__in": rule.rows(user).values("pk")})
        if rule.apart is not None:
            actions, rows = rule.apart
            seen &= ~Q(action__in=actions) | Q(**{f"{name}__in": rows(user).values("pk")})
        condition |= seen
    return entries.filter(condition)


def close_site_history() -> None:
    """Let the site history ask :func:`entries_seen_by`: Wagtail has no hook for it.

    A log model of our own would not do: the entries would lie in a table that goes with us, and
    Wagtail's reports, exports and filters all read through this one method.
    """
    from wagtail.models import ModelLogEntry

    manager = type(ModelLogEntry.objects)
    by_permission = manager.viewable_by_user

    def viewable_by_user(self: Any, user: Any) -> Any:
        return entries_seen_by(by_permission(self, user), user)

    manager.viewable_by_user = viewable_by_user
