"""One export into one folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail_social.conversations.models import Comment, Subscription, SubscriptionLevel
from wagtail_social.conversations.targets import POST
from wagtail_social.groups.models import Group
from wagtail_social.meetings.targets import ITEM

from ..fields import as_text
from ..format import KINDS, file_name
from ..snapshot import snapshot
from .meetings import meeting_lines
from .papers import PaperFiles
from .people import group_lines, membership_lines, people_lines
from .scope import Scope
from .texts import comment_lines, post_lines


def _lines(files: PaperFiles) -> dict[str, Callable[[Scope], Iterator[Any]]]:
    return {
        "people": people_lines,
        "groups": group_lines,
        "memberships": membership_lines,
        "posts": post_lines,
        "meetings": partial(meeting_lines, files=files),
        "comments": comment_lines,
    }


def export_folder(folder: str | Path, *, group: Group | None = None) -> dict[str, int]:
    """Write everything, or one group, into a folder; return how many lines each kind has.

    The folder is made if need be, and only its owner may read what is written: an export holds
    what is said in every group. Everything is as it was at one moment. A file stands under its
    name only when it is whole. Raises ``FileExistsError`` when a file is there already.
    """
    folder = Path(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for kind in KINDS:
        if (folder / file_name(kind)).exists():
            raise FileExistsError(folder / file_name(kind))
    counts = {}
    lines = _lines(PaperFiles(folder))
    with snapshot():
        for kind in KINDS:
            counts[kind] = _write(folder / file_name(kind), lines[kind](Scope(group)))
    for kind in KINDS:
        _unfinished(folder / file_name(kind)).rename(folder / file_name(kind))
    return counts


def _unfinished(path: Path) -> Path:
    return path.with_name(f"{path.name}.part")


def _write(path: Path, lines: Iterator[Any]) -> int:
    count = 0
    descriptor = os.open(_unfinished(path), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
        for line in lines:
            file.write(as_text(line))
            count += 1
    return count


def not_carried(group: Group | None = None) -> list[str]:
    """Return sentences that say what the format does not carry."""
    scope = Scope(group)
    lines = [
        _("passwords, rights and permissions of accounts"),
        _("the audit log, and reports to moderators"),
        _("departments in which there is nobody"),
        _("topics that people follow, and since when somebody follows a discussion"),
        _("mentions by a handle that has been changed since"),
        _("addresses: groups, posts, comments and meetings get new ones"),
        _("which documents of a meeting somebody has seen, and to which page a meeting belongs"),
    ]
    muted = Subscription.objects.filter(
        discussion__in=scope.discussions().values("pk"), level=SubscriptionLevel.MUTED
    ).count()
    if muted:
        lines.append(
            ngettext(
                "that %(count)s discussion was muted by somebody",
                "that discussions were muted, %(count)s times in all",
                muted,
            )
            % {"count": muted}
        )
    covers = scope.groups().exclude(cover="").count()
    if covers:
        lines.append(
            ngettext(
                "the cover picture of %(count)s group",
                "the cover pictures of %(count)s groups",
                covers,
            )
            % {"count": covers}
        )
    elsewhere = 0
    if group is None:
        elsewhere = Comment.objects.exclude(discussion__target_type__in=(POST, ITEM)).count()
    if elsewhere:
        lines.append(
            ngettext(
                "%(count)s comment on a page of the site",
                "%(count)s comments on pages of the site",
                elsewhere,
            )
            % {"count": elsewhere}
        )
    return lines
