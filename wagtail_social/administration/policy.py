"""Permission on a model and sight of the row, both, for whatever of Wagtail asks a policy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy


class VisibleRowsPolicy(ModelPermissionPolicy):
    """Model permissions, for rows that the user may see."""

    def __init__(self, model: Any, rows_for: Callable[[Any], Any]) -> None:
        super().__init__(model)
        self._rows_for = rows_for

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        """Whether the user has the permission and may see this row."""
        return (
            self.user_has_permission(user, action)
            and self._rows_for(user).filter(pk=instance.pk).exists()
        )

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        """Whether the user has one of the permissions and may see this row."""
        return (
            self.user_has_any_permission(user, actions)
            and self._rows_for(user).filter(pk=instance.pk).exists()
        )

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> Any:
        """Return the visible rows, none without a permission."""
        if self.user_has_any_permission(user, actions):
            return self._rows_for(user)
        return self.model._default_manager.none()

    def instances_user_has_permission_for(self, user: Any, action: str) -> Any:
        """Return the visible rows, none without the permission."""
        return self.instances_user_has_any_permission_for(user, [action])
