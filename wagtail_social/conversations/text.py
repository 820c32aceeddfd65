"""From what was typed to what is stored: rendering, mentions and topics of one text."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from wagtail_social.actions import Refused
from wagtail_social.conf import settings
from wagtail_social.markup import Rendered, is_visible, render
from wagtail_social.people.models import Profile

from .models import Comment, Discussion, Mention


def clean_source(source: str, *, required: bool) -> str:
    """Return the text as it is kept. Raises ``Refused`` for nothing to see, and for too much."""
    source = source.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").strip()
    if required and not is_visible(source):
        raise Refused(_("Please write something."), code="empty", field="source")
    limit = settings.MAX_TEXT_LENGTH
    if len(source) > limit:
        raise Refused(
            _("This is longer than %(limit)s characters. Please shorten it by %(over)s.")
            % {"limit": limit, "over": len(source) - limit},
            code="too_long",
            field="source",
        )
    return source


def render_text(source: str, known: Mapping[str, int] | None = None) -> Rendered:
    """Render a text; ``known`` maps handles that an earlier version named to user ids.

    A colleague who has changed handle stays mentioned when the text is rendered again.
    """

    def resolve(handles: Collection[str]) -> Mapping[str, int]:
        return {**(known or {}), **Profile.objects.ids_by_handle(handles)}

    return render(source, mentions=resolve)


def known_handles(discussion: Discussion, comment: Comment | None) -> dict[str, int]:
    """Return the handles that this text named so far, with the users they meant."""
    rows = Mention.objects.filter(discussion=discussion, comment=comment, named=True)
    return dict(rows.values_list("handle", "user_id"))


def record_mentions(
    rendered: Rendered, discussion: Discussion, comment: Comment | None, *, by: Any
) -> list[int]:
    """Keep who is named and may see it; return the ids of those named for the first time.

    Who is no longer named is kept as such: named again, they are not told again. Naming oneself
    is not a mention.
    """
    named = {user_id: handle for handle, user_id in rendered.mentioned}
    if by is not None:
        named.pop(by.pk, None)
    before = {
        row.user_id: row for row in Mention.objects.filter(discussion=discussion, comment=comment)
    }
    if not named and not before:
        return []
    may_see = set(discussion.audience().filter(pk__in=named.keys()).values_list("pk", flat=True))
    changed = []
    for user_id, row in before.items():
        now = (user_id in may_see, named.get(user_id, row.handle))
        if now != (row.named, row.handle):
            row.named, row.handle = now
            changed.append(row)
    Mention.objects.bulk_update(changed, ["named", "handle"])
    new = [user_id for user_id in named if user_id in may_see and user_id not in before]
    Mention.objects.bulk_create(
        [
            Mention(user_id=user_id, discussion=discussion, comment=comment, handle=named[user_id])
            for user_id in new
        ]
    )
    return new
