"""Where a page of a feed ends: the time and key of its last row, as one short sign."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list that is ordered by time and key, newest first."""

    moment: datetime.datetime
    pk: int

    def __str__(self) -> str:
        microseconds = (self.moment - _EPOCH) // datetime.timedelta(microseconds=1)
        return f"{microseconds:x}-{self.pk:x}"

    @classmethod
    def parse(cls, text: str) -> Cursor | None:
        """Return the cursor of a sign from an address, or ``None`` where it is none."""
        try:
            if len(text) > _LONGEST:
                return None
            moment, pk = (int(part, 16) for part in text.split("-"))
            return cls(_EPOCH + datetime.timedelta(microseconds=moment), pk)
        except (ValueError, OverflowError):
            return None
