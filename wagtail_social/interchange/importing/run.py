"""One import of one folder, from the first file to the last."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail_social.conversations.models import Comment
from wagtail_social.conversations.targets import POST
from wagtail_social.groups.models import Membership

from ..format import KINDS, file_name
from ..index import Index
from ..names import Names
from ..report import Listener, Report, Silence
from .base import BATCH, Run
from .comments import CommentImporter
from .groups import GroupImporter
from .meetings import MeetingImporter
from .memberships import MembershipImporter
from .people import PeopleImporter
from .posts import PostImporter

_IMPORTERS = (
    PeopleImporter,
    GroupImporter,
    MembershipImporter,
    PostImporter,
    MeetingImporter,
    CommentImporter,
)


def import_folder(
    folder: str | Path,
    *,
    dry_run: bool = False,
    listener: Listener | None = None,
    batch_size: int = BATCH,
) -> Report:
    """Import what a folder holds and return what became of it.

    Can be interrupted at any point and run again; a second run changes nothing. ``dry_run``
    checks everything, references included, and writes nothing. ``batch_size`` lines are written
    in one transaction. Nobody is told of what comes in: its events carry no actor. Raises
    ``FileNotFoundError`` when the folder has none of the files.
    """
    folder = Path(folder)
    present = [kind for kind in KINDS if (folder / file_name(kind)).is_file()]
    if not present:
        raise FileNotFoundError(folder)
    report = Report(dry_run=dry_run)
    listener = listener or Silence()
    with closing(Index()) as index:
        run = Run(folder, report, listener, index, Names(index), batch_size)
        _tell_absent(run, present)
        for importer in _IMPORTERS:
            if importer.kind in present:
                importer(run).import_file()
        _check_answers(run)
        _tell_without_manager(run)
    return report


def _tell_absent(run: Run, present: list[str]) -> None:
    for kind in KINDS:
        if kind not in present:
            run.listener.note(_("There is no %(file)s.") % {"file": file_name(kind)})
    known = {file_name(kind) for kind in present}
    for path in sorted(run.folder.glob("*.jsonl")):
        if path.name not in known:
            run.listener.note(_("%(file)s is no file of this format.") % {"file": path.name})


def _check_answers(run: Run) -> None:
    """Tell of accepted answers that did not come, were removed, or stand under another post."""
    for post, number, comment in run.index.all_accepted():
        if not _is_answer(run, post, comment):
            run.report.incomplete += 1
            reason = _("the accepted answer “%(comment)s” is not shown under this post")
            run.listener.problem(file_name("posts"), number, reason % {"comment": comment})


def _is_answer(run: Run, post: str, comment: str) -> bool:
    if seen := run.index.get("comments", comment):
        return seen.extra == post and not run.index.get("removed", comment)
    key = run.names.known("comments", [comment]).get(comment)
    about = run.names.keys("posts", [post]).get(post)
    if not key or not about:
        return False
    return Comment.objects.filter(
        pk=key, discussion__target_type=POST, discussion__target_id=about
    ).exists()


def _tell_without_manager(run: Run) -> None:
    managed = set(
        Membership.objects.filter(group__in=run.new_groups.values())
        .managers()
        .values_list("group_id", flat=True)
    )
    without = [slug for slug, key in run.new_groups.items() if key not in managed]
    if without:
        run.listener.note(
            ngettext(
                "Nobody manages this group: %(groups)s.",
                "Nobody manages these groups: %(groups)s.",
                len(without),
            )
            % {"groups": ", ".join(without)}
        )
