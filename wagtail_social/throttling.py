"""How often one person may do a thing, counted in Django's cache.

Fixed windows, one counter per person (or address) and thing. When the cache is down nobody is
stopped: the failure is logged and work goes on.
"""

import logging
import time
from typing import Any

from django.core.cache import cache
from django.utils.translation import ngettext

from .actions import Refused
from .conf import settings

logger = logging.getLogger(__name__)

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def parse_rate(rate: str) -> tuple[int, int]:
    """Return (count, seconds) of a rate such as ``"10/m"``. Raises ``ValueError`` if malformed."""
    count, _, unit = rate.partition("/")
    if unit not in _SECONDS:
        raise ValueError(f"{rate!r} is not a rate such as 10/m")
    return int(count), _SECONDS[unit]


def seconds_to_wait(name: str, who: Any) -> int:
    """Count one ``name`` by ``who``, and return how long to wait (s): 0 within the limit.

    ``who`` is what is counted for: the key of a person, an address.
    """
    rate = settings.THROTTLES.get(name)
    if rate is None:
        return 0
    limit, seconds = parse_rate(rate)
    now = int(time.time())
    window = now // seconds
    key = f"wagtail_social:throttle:{name}:{who}:{window}"
    try:
        if cache.add(key, 1, timeout=seconds + 1):
            used = 1
        else:
            used = cache.incr(key)
    except Exception:
        logger.exception("throttling is off: the cache does not answer")
        return 0
    return (window + 1) * seconds - now if used > limit else 0


def throttle(name: str, user: Any) -> None:
    """Count one ``name`` by ``user`` and raise ``Refused`` (``retry_after``: s) past the limit."""
    if wait := seconds_to_wait(name, user.pk):
        raise Refused(
            ngettext(
                "That was a lot in a short time. Please wait %(seconds)s second.",
                "That was a lot in a short time. Please wait %(seconds)s seconds.",
                wait,
            )
            % {"seconds": wait},
            code="throttled",
            retry_after=wait,
        )
