"""One database in which every field that a person can fill holds hostile text.

What the forms refuse stands here too: pages have to stay safe whatever the rows hold.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from taggit.models import Tag

from tests.cast import Cast
from tests.markup.hostile import HOSTILE
from wagtail_social.actions import Refused
from wagtail_social.conversations.actions import (
    EditPost,
    PostComment,
    PublishPost,
    RemoveComment,
    RemovePost,
)
from wagtail_social.conversations.models import Call, Comment, Post, Revision
from wagtail_social.conversations.targets import place_for
from wagtail_social.groups.models import Group, Membership
from wagtail_social.moderation.models import Report
from wagtail_social.people.models import Department, Profile

#: No database keeps a zero or half a character.
TEXTS = [
    text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode() for _name, text in HOSTILE
]
#: Texts longer than this tell nothing more in a field of one line.
LONG = 2_000
#: Every so many texts also stand in earlier versions, and are the reason of a removal.
RARE = 6


def cut(text: str, model: Any, name: str) -> str:
    """Return what fits into a field."""
    return text[: model._meta.get_field(name).max_length or LONG]


def fill(cast: Cast) -> None:
    """Put every text into every field; the member is in each group, the moderator moderates."""
    with transaction.atomic():
        people, groups = _people(), _groups(cast)
        _memberships(cast, people, groups)
        for number, (person, group) in enumerate(zip(people, groups, strict=True)):
            _talk(cast, number, person, group)


def _people() -> list[Any]:
    model = get_user_model()
    people = model.objects.bulk_create(
        model(
            username=f"hostile{number}",
            first_name=cut(text, model, "first_name"),
            last_name=cut(text, model, "last_name"),
            email=f"hostile{number}@example.org",
        )
        for number, text in enumerate(TEXTS)
    )
    Profile.objects.ensure_for(people)
    profiles = Profile.objects.in_bulk([person.pk for person in people], field_name="user_id")
    for text, person in zip(TEXTS, people, strict=True):
        department = Department.objects.create(name=cut(text, Department, "name"))
        Profile.objects.filter(pk=profiles[person.pk].pk).update(
            job_title=cut(text, Profile, "job_title"),
            bio=cut(text, Profile, "bio"),
            languages=cut(text, Profile, "languages"),
            department=department,
        )
        profiles[person.pk].expertise.add(_tag(text))
    return people


def _tag(text: str) -> Tag:
    name = cut(text, Tag, "name")
    found = Tag.objects.filter(name__iexact=name).first()
    return found or Tag.objects.create(name=name, slug=f"hostile-{Tag.objects.count()}")


def _groups(cast: Cast) -> list[Group]:
    groups = Group.objects.bulk_create(
        Group(
            title=cut(text, Group, "title"),
            slug=f"hostile-{number}",
            purpose=cut(text, Group, "purpose"),
            welcome=cut(text, Group, "welcome"),
            guidelines=cut(text, Group, "guidelines"),
            visibility="listed",
            join_policy="request",
            created_by=cast["manager"],
            member_count=5,
        )
        for number, text in enumerate(TEXTS)
    )
    for text, group in zip(TEXTS, groups, strict=True):
        group.tags.add(_tag(text))
    return groups


def _memberships(cast: Cast, people: list[Any], groups: list[Group]) -> None:
    roles = {"member": "member", "moderator": "manager", "superuser": "member"}
    rows = []
    for number, group in enumerate(groups):
        text = cut(TEXTS[number], Membership, "message")
        asking = people[number - 1]
        rows += [
            Membership(group=group, user=cast[name], state="active", role=role)
            for name, role in roles.items()
        ]
        rows.append(Membership(group=group, user=people[number], state="active"))
        rows.append(Membership(group=group, user=asking, state="requested", message=text))
    Membership.objects.bulk_create(rows)


def _talk(cast: Cast, number: int, person: Any, group: Group) -> None:
    """Write a post with a comment and reports; of some, earlier versions and what was removed."""
    text = TEXTS[number]
    post = _or_plain(
        text, lambda source: PublishPost(actor=person, group=group, title="x", source=source)
    )
    place = place_for(person, "post", post.pk)
    comment = _or_plain(text, lambda source: PostComment(actor=person, place=place, source=source))
    title = cut(text, Post, "title")
    if number % RARE == 0:
        EditPost(actor=person, post=post, title="y", source="y").execute()
        Revision.objects.filter(discussion=comment.discussion).update(title=title)
        _removed(cast, text, person, group, comment)
    Post.objects.filter(pk=post.pk).update(title=title)
    post.tags.add(_tag(text))
    line = cut(text, Call, "text")
    for asker, asked in ((person, cast["member"]), (cast["member"], person)):
        Call.objects.create(discussion=comment.discussion, asker=asker, person=asked, text=line)
    for about in (None, comment):
        answered = about is not None
        Report.objects.create(
            discussion=comment.discussion,
            comment=about,
            group=group,
            reported_author=person,
            reporter=person if answered else cast["member"],
            reason="other",
            text=cut(text, Report, "text"),
            state="acted" if answered else "open",
            decision=cut(text, Report, "decision") if answered else "",
            decided_at=comment.created_at if answered else None,
            handler=cast["moderator"] if answered else None,
        )


def _or_plain(text: str, action: Callable[[str], Any]) -> Any:
    """Do it with the text, or with a plain one where that is refused."""
    try:
        return action(text[:LONG]).execute()
    except Refused:
        return action("x").execute()


def _removed(cast: Cast, text: str, person: Any, group: Group, parent: Any) -> None:
    """Take a post and a comment away for a hostile reason."""
    place = place_for(person, "post", parent.discussion.target_id)
    gone = PostComment(actor=person, place=place, source="gone", parent=parent).execute()
    RemoveComment(actor=cast["moderator"], comment=gone, reason="x").execute()
    removed = PublishPost(actor=person, group=group, title="x", source="x").execute()
    RemovePost(actor=cast["moderator"], post=removed, reason="x").execute()
    reason = cut(text, Post, "removal_reason")
    title = cut(text, Post, "title")
    Post.objects.filter(pk=removed.pk).update(title=title, removal_reason=reason)
    Comment.objects.filter(pk=gone.pk).update(removal_reason=reason)
