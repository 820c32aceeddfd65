"""Topics: ``#name`` in running text."""

from .source import MARKS

#: Longer names are no topics.
MAX_LENGTH = 100

# A letter of any script, then letters with their marks, digits, "_" and "-"; not ending in "-".
_PART = rf"[\w{MARKS}-]"
_NAME = rf"[^\W\d_](?:{_PART}{{0,{MAX_LENGTH - 2}}}[\w{MARKS}])?(?!-*[\w{MARKS}])"

#: ``#name`` that is not part of a word, an entity, a path or ``##``. ``#123`` is a number.
TOPIC = rf"(?<![\w&/#])#(?P<topic>{_NAME})"
