"""Comments come in, through the action that posts one."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F
from django.utils.translation import gettext as _
from django_comments_xtd.models import XtdComment

from wagtail_social.conversations.actions import PostComment
from wagtail_social.conversations.models import Comment, Discussion, Post
from wagtail_social.conversations.targets import POST, Place, post_target

from ..format import BadLine, CommentLine
from ..index import Seen
from .base import Row
from .posts import FOLLOWERS_SAID
from .texts import TextImporter


class CommentImporter(TextImporter[CommentLine]):
    """A comment comes after its post and after the comment that it answers."""

    kind = "comments"

    def prepare(self, lines: Sequence[CommentLine]) -> None:
        """Fetch posts, discussions, parents and people, and which comments are there."""
        self.fetch_users(lines)
        self._known = self.names.known(
            "comments", {line.id for line in lines}, {line.id: line.created for line in lines}
        )
        self._posts = self.names.keys("posts", {line.post for line in lines})
        keys = [key for key in self._posts.values() if key]
        self._rows = Post.objects.select_related("group").in_bulk(keys)
        self._discussions = Discussion.objects.by_target(POST, keys)
        parents = self.names.keys("comments", {line.parent for line in lines if line.parent})
        wanted = [key for key in (*parents.values(), *self._known.values()) if key]
        self._found = Comment.objects.in_bulk(wanted)
        #: Comments that can be answered, by id in the file.
        self._parents = {
            name: self._found[key] for name, key in parents.items() if key in self._found
        }
        self._kind = post_target()

    def known_key(self, line: CommentLine) -> tuple[bool, int | None]:
        """Look the id up; there is nothing left to say under a post that was deleted here."""
        if line.id in self._known:
            return True, self._known[line.id]
        return self._posts.get(line.post, 0) is None, None

    def check_known(self, line: CommentLine) -> None:
        """What is here must have been written at the same moment."""
        found = self._found.get(self._known.get(line.id) or 0)
        if found is not None and found.created_at != line.created:
            raise BadLine(_("another comment is here already under the same id"))

    def check(self, line: CommentLine) -> None:
        """Post and parent are there and belong together, everybody is known, something is said."""
        if line.post not in self._posts:
            raise BadLine(_("there is no post “%(name)s”") % {"name": line.post})
        if line.parent is not None:
            self._check_parent(line, line.parent)
        self.check_people(line)
        self.check_text(line, required=True)

    def _check_parent(self, line: CommentLine, parent: str) -> None:
        other = _("the comment “%(name)s” stands under another post") % {"name": parent}
        if seen := self.index.get("comments", parent):
            if seen.extra != line.post:
                raise BadLine(other)
            if seen.gone:
                raise BadLine(_("the comment “%(name)s” was deleted here") % {"name": parent})
            return
        row = self._parents.get(parent)
        if row is None:
            raise BadLine(_("no line above is the comment “%(name)s”") % {"name": parent})
        post = self._posts[line.post]
        if not post or row.discussion_id != self._discussions[post].pk:
            raise BadLine(other)

    def write(self, line: CommentLine) -> int:
        """Post it, then put it into the state that it had."""
        key = self._posts[line.post]
        assert key is not None
        discussion = self._discussions[key]
        action = PostComment(
            actor=None,
            place=Place(self._kind, self._rows[key], None, discussion),
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
        about = self.index.get("posts", line.post)
        if about is None or about.extra != FOLLOWERS_SAID:
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
        elif self.index.is_accepted(line.post, line.id):
            Post.objects.filter(pk=discussion.target_id, accepted_comment__isnull=True).update(
                accepted_comment=comment
            )

    def asked_later(self, line: CommentLine) -> str:
        """Answers ask under which post it stands."""
        return line.post

    def taken(self, row: Row[CommentLine], *, new: bool) -> None:
        """Keep in mind that a removed comment is no answer."""
        line = row.line
        if line.removed and self.index.is_accepted(line.post, line.id):
            self.index.add("removed", line.id, Seen(row.number, None, False, ""))
