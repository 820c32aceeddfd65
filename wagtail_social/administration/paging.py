"""Pages of long lists."""

from __future__ import annotations

from django.utils.functional import cached_property
from wagtail.admin.paginator import WagtailPaginator


class LongListPaginator(WagtailPaginator):
    """Counts to a limit and no further: with a million rows, nobody turns to page 40,000.

    What lies beyond is found by search and filters.
    """

    #: How many rows can be turned to (count).
    limit = 5000

    @cached_property
    def count(self) -> int:
        """Return how many rows there are, at most ``limit``."""
        rows = self.object_list
        if not hasattr(rows, "query"):
            return len(rows)
        return rows.order_by()[: self.limit].count()
