"""The panel in which an editor chooses the group."""

from __future__ import annotations

from wagtail.admin.panels import FieldPanel


class GroupPanel(FieldPanel):
    """A choice of groups that is left out where versions of a page are compared.

    A comparison names the group without asking who looks; the group may have become secret since.
    """

    def get_comparison_class(self) -> None:
        """Return nothing to compare."""
        return
