"""Posts come in, through the action that publishes one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from wagtail_social.conversations.actions import PublishPost
from wagtail_social.conversations.actions.posts import count_posts_of
from wagtail_social.conversations.kinds import all_kinds
from wagtail_social.conversations.models import Discussion, DiscussionState, Post
from wagtail_social.conversations.targets import POST
from wagtail_social.groups.models import Group
from wagtail_social.markup import one_line

from ..fields import BadLine
from ..format import PostLine
from .base import Row
from .texts import TextImporter

#: What the index keeps of a post: who follows is said, or follows from who writes.
FOLLOWERS_SAID, FOLLOWERS_WRITE = "said", "write"


class PostImporter(TextImporter[PostLine]):
    """A post comes with all that became of it; its accepted answer comes with the comment."""

    kind = "posts"

    def prepare(self, lines: Sequence[PostLine]) -> None:
        """Fetch groups and people, and which posts are there."""
        self.fetch_users(lines)
        self._known = self.names.known(
            "posts", {line.id for line in lines}, {line.id: line.created for line in lines}
        )
        found = Post.objects.filter(pk__in=[key for key in self._known.values() if key])
        self._found = dict(found.values_list("pk", "created_at"))
        self._groups = self.names.keys("groups", {line.group for line in lines})
        self._rows = Group.objects.in_bulk([key for key in self._groups.values() if key])
        self._kinds = {kind.name for kind in all_kinds()}

    def known_key(self, line: PostLine) -> tuple[bool, int | None]:
        """Look the id up."""
        return line.id in self._known, self._known.get(line.id)

    def check_known(self, line: PostLine) -> None:
        """What is here must have been written at the same moment."""
        key = self._known[line.id]
        if key and self._found[key] != line.created:
            raise BadLine(_("another post is here already under the same id"))

    def check(self, line: PostLine) -> None:
        """Group, people and kind are known, and something is said."""
        if line.group not in self._groups:
            raise BadLine(_("there is no group “%(name)s”") % {"name": line.group})
        if self._groups[line.group] is None:
            raise BadLine(_("the group “%(name)s” was deleted here") % {"name": line.group})
        self.check_people(line)
        if line.kind not in self._kinds:
            raise BadLine(_("there is no kind of post “%(name)s”") % {"name": line.kind})
        self.check_text(line, required=not one_line(line.title))

    def write(self, line: PostLine) -> int:
        """Publish it, then put it into the state that it had."""
        key = self._groups[line.group]
        assert key is not None
        action = PublishPost(
            actor=None,
            group=self._rows[key],
            title=line.title,
            source=line.body,
            kind=line.kind,
            topics=line.tags,
            language=line.language,
            author=self.user(line.author),
            created_at=line.created,
            follows=False,
        )
        post = action.execute()
        changes: dict[str, Any] = self.removal(line)
        if line.edited:
            changes["edited_at"] = line.edited
        if line.pinned:
            changes["pinned_at"] = line.pinned
        if changes:
            Post.objects.filter(pk=post.pk).update(**changes)
        discussion = self._discussion(line, post)
        if line.removed:
            count_posts_of(post.group_id, -1)
        if "data-mention" in post.html:
            self.date_mentions(line, discussion, None)
        self.gather_marks(line, discussion, None)
        followers = (line.author,) if line.followers is None else line.followers
        for name in followers:
            self.gather_follower(self.user(name), discussion, line.created)
        return post.pk

    def _discussion(self, line: PostLine, post: Post) -> Discussion:
        discussion = Discussion.objects.get(target_type=POST, target_id=post.pk)
        if line.locked:
            discussion.state = DiscussionState.LOCKED
        elif line.closed:
            discussion.state = DiscussionState.CLOSED
        discussion.closed_at = line.closed
        discussion.hidden = line.removed is not None
        if line.locked or line.closed or line.removed:
            discussion.save(update_fields=["state", "closed_at", "hidden"])
        return discussion

    def asked_later(self, line: PostLine) -> str:
        """Comments ask whether those who write them follow."""
        return FOLLOWERS_WRITE if line.followers is None else FOLLOWERS_SAID

    def taken(self, row: Row[PostLine], *, new: bool) -> None:
        """Keep in mind which comment is the answer, for when it comes."""
        if row.line.accepted is not None:
            self.index.add_accepted(row.line.id, row.number, row.line.accepted)
