"""The panel in which an editor chooses the meeting."""

from __future__ import annotations

from wagtail.admin.panels import FieldPanel


class MeetingPanel(FieldPanel):
    """A choice of a meeting that is left out where versions of a page are compared.

    A comparison names the meeting without asking who looks.
    """

    def get_comparison_class(self) -> None:
        """Return nothing to compare."""
        return
