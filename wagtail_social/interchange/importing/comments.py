"""Comments come in, through the action that posts one."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F
from django.utils.translation import gettext as _
from django_comments_xtd.models import XtdComment

from wagtail_social.conversations.actions import PostComment
from wagtail_social.conversations.models import Comment, Discussion, Post

from ..fields import BadLine
from ..format import CommentLine
from ..index import Seen
from .abouts import Abouts, about
from .base import Row
from .posts import FOLLOWERS_SAID
from .texts import TextImporter


class CommentImporter(TextImporter[CommentLine]):
    """A comment comes after what it is about and after the comment that it answers."""

    kind = "comments"

    def prepare(self, lines: Sequence[CommentLine]) -> None:
        """Fetch posts, discussions, parents and people, and which comments are there."""
        self.fetch_users(lines)
        self._known = self.names.known(
            "comments", {line.id for line in lines}, {line.id: line.created for line in lines}
        )
        self._abouts = Abouts(self.names, lines)
        parents = self.names.keys("comments", {line.parent for line in lines if line.parent})
        wanted = [key for key in (*parents.values(), *self._known.values()) if key]
        self._found = Comment.objects.in_bulk(wanted)
        #: Comments that can be answered, by id in the file.
        self._parents = {
            name: self._found[key] for name, key in parents.items() if key in self._found
        }

    def known_key(self, line: CommentLine) -> tuple[bool, int | None]:
        """Look the id up; there is nothing left to say under what was deleted here."""
        if line.id in self._known:
            return True, self._known[line.id]
        return self._abouts.keys.get(about(line), 0) is None, None

    def check_known(self, line: CommentLine) -> None:
        """What is here must have been written at the same moment."""
        found = self._found.get(self._known.get(line.id) or 0)
        if found is not None and found.created_at != line.created:
            raise BadLine(_("another comment is here already under the same id"))

    def check(self, line: CommentLine) -> None:
        """What it is about and parent are there and belong together, and something is said."""
        if line.post is None and line.item is None:
            raise BadLine(_("the field “%(field)s” is missing") % {"field": "post"})
        if line.post is not None and line.item is not None:
            raise BadLine(_("it stands under a “post” or under an “item”, not under both"))
        if about(line) not in self._abouts.keys:
            if line.post is None:
                raise BadLine(_("there is no agenda item “%(name)s”") % {"name": line.item})
            raise BadLine(_("there is no post “%(name)s”") % {"name": line.post})
        if line.parent is not None:
            self._check_parent(line, line.parent)
        self.check_people(line)
        self.check_text(line, required=True)

    def _check_parent(self, line: CommentLine, parent: str) -> None:
        other = _("the comment “%(name)s” stands under another post") % {"name": parent}
        if line.post is None:
            other = _("the comment “%(name)s” stands under another item") % {"name": parent}
        if seen := self.index.get("comments", parent):
            if seen.extra != about(line):
                raise BadLine(other)
            if seen.gone:
                raise BadLine(_("the comment “%(name)s” was deleted here") % {"name": parent})
            return
        row = self._parents.get(parent)
        if row is None:
            raise BadLine(_("no line above is the comment “%(name)s”") % {"name": parent})
        discussion = self._abouts.discussion(line)
        if discussion is None or row.discussion_id != discussion.pk:
            raise BadLine(other)

    def write(self, line: CommentLine) -> int:
        """Post it, then put it into the state that it had."""
        place = self._abouts.place(line)
        discussion = place.ensure_discussion()
        action = PostComment(
            actor=None,
            place=place,
            source=line.body,
            parent=self._parents[line.parent] if line.parent else None,
            author=self.user(line.author),
            created_at=line.created,
            follows=False,
        )
        comment = action.execute()
        self._settle(line, comment, discussion)
        if "data-mention" in comment.html:
            self.date_mentions(line, discussion, comment)
        self.gather_marks(line, discussion, comment)
        seen = self._seen_above(line)
        if seen is None or seen.extra != FOLLOWERS_SAID:
            self.gather_follower(self.user(line.author), discussion, line.created)
        self._parents[line.id] = comment
        return comment.pk

    def _settle(self, line: CommentLine, comment: Comment, discussion: Discussion) -> None:
        changes = self.removal(line)
        if line.edited:
            changes["edited_at"] = line.edited
        if changes:
            Comment.objects.filter(pk=comment.pk).update(**changes)
        if line.removed:
            XtdComment.norel_objects.filter(pk=comment.pk).update(is_removed=True, is_public=False)
            Discussion.objects.filter(pk=discussion.pk).update(comment_count=F("comment_count") - 1)
        elif line.post is not None and self.index.is_accepted(line.post, line.id):
            Post.objects.filter(pk=discussion.target_id, accepted_comment__isnull=True).update(
                accepted_comment=comment
            )

    def _seen_above(self, line: CommentLine) -> Seen | None:
        """Return the line of what it is about, if this run has read one."""
        if line.post is not None:
            return self.index.get("posts", line.post)
        return self.index.get("items", line.item or "")

    def asked_later(self, line: CommentLine) -> str:
        """Answers ask under what it stands."""
        return about(line)

    def taken(self, row: Row[CommentLine], *, new: bool) -> None:
        """Keep in mind that a removed comment is no answer."""
        line = row.line
        if line.removed and line.post and self.index.is_accepted(line.post, line.id):
            self.index.add("removed", line.id, Seen(row.number, None, False, ""))
