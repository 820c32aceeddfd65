"""What a person's programs fetch by a secret address: an extension point of its own.

::

    from wagtail_social.personal_feeds import PersonalFeed, personal_feeds

    @personal_feeds.register
    def my_meetings():
        return PersonalFeed(name="meetings", title=_("My meetings"), …)

The room of notifications makes, shows, serves and revokes the addresses.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .extension_points import ExtensionPoint


@dataclass(frozen=True)
class PersonalFeed:
    """Something of a person's own that one of their programs fetches.

    ``name`` is stored (10 characters at most) and stands in addresses. ``write`` gets a user and
    returns what that user may read at this moment, in the language that is active; the same as
    long as nothing has changed, since programs ask whether it has. ``page`` is the name of the URL
    of the page where the person reads it. ``help_template`` says what the address gives and where
    to put it; it gets ``closed_too`` (whether closed groups may have feeds) and, once it is made,
    ``secret_url``.
    """

    name: str
    title: Any
    #: Of the page where one makes the address.
    heading: Any
    page: str
    write: Callable[[Any], bytes]
    content_type: str
    #: The last part of the address: some programs go by its ending.
    file_name: str
    help_template: str
    #: The scheme by which a link opens that kind of program, such as ``webcal``; else empty.
    scheme: str = ""


personal_feeds: ExtensionPoint[PersonalFeed] = ExtensionPoint("personal_feeds")
