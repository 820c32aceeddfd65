"""Paths of comments: keys in lower-case base 36, of fixed width, so that text order is tree order.

Fixed width and one alphabet of digits before letters sort alike under every collation used here
(digits before letters holds in C and in the ICU and glibc locales); prefixes are asked for by
equality, never by a range up to a sign that sorts last.
"""

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def path_step(key: int, width: int) -> str:
    """Return ``key`` in base 36, ``width`` signs wide. Raises ``ValueError`` if it does not fit."""
    signs = []
    for _position in range(width):
        key, digit = divmod(key, 36)
        signs.append(_DIGITS[digit])
    if key:
        raise ValueError("the key is too large for its place in a path")
    return "".join(reversed(signs))
