"""People, groups and memberships go out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.auth import get_user_model
from taggit.models import Tag

from wagtail_social.groups.models import Group, GroupTopic, JoinPolicy, Membership
from wagtail_social.people.models import Expertise, Level, Profile
from wagtail_social.people.tree import department_tree
from wagtail_social.topics.vocabulary import normalise, topic_slug

from ..actions import AXES
from ..format import GroupLine, MembershipLine, PersonLine
from ..names import default_handle
from .scope import CHUNK, Scope, chunks, group_names, usernames


def topic_names(tags: Iterable[Tag]) -> tuple[str, ...]:
    """Return the names of topics, sorted; of names that are one topic the first."""
    names = sorted({normalise(tag.name) for tag in tags})
    return tuple({topic_slug(name): name for name in reversed(names)}.values())[::-1]


def department_paths() -> dict[int | None, str]:
    """Return the path of each department, such as ``Operations > Fleet``, by key.

    Paths can't tell of departments in a circle: one of them stands at the top, as in the admin.
    """
    paths: dict[int | None, str] = {None: ""}
    names: list[str] = []
    for branch in department_tree():
        names[branch.depth :] = [branch.department.name]
        paths[branch.department.pk] = " > ".join(names)
    return paths


def people_lines(scope: Scope) -> Iterator[PersonLine]:
    """Yield people by username."""
    departments = department_paths()
    people = scope.people()
    for start in range(0, len(people), CHUNK):
        keys = [key for _username, key in people[start : start + CHUNK]]
        users = get_user_model()._base_manager.in_bulk(keys)
        profiles = {profile.user_id: profile for profile in Profile.objects.filter(user__in=keys)}
        topics: dict[int, list[Tag]] = {}
        for row in Expertise.objects.filter(
            content_object__in=[profile.pk for profile in profiles.values()]
        ).select_related("tag"):
            topics.setdefault(row.content_object_id, []).append(row.tag)
        for key in keys:
            profile = profiles.get(key) or Profile(user=users[key])
            yield _person(users[key], profile, topics.get(profile.pk, []), departments)


def _person(
    user: Any, profile: Profile, topics: list[Tag], departments: dict[int | None, str]
) -> PersonLine:
    username = user.get_username()
    full = user.get_full_name() if hasattr(user, "get_full_name") else getattr(user, "name", "")
    codes = (code.strip() for code in profile.languages.split(","))
    handle = profile.handle or None
    return PersonLine(
        username=username,
        joined=getattr(user, "date_joined", None) or user.last_login,
        name=" ".join((full or "").split()),
        handle=None if handle == default_handle(username) else handle,
        email=getattr(user, user.get_email_field_name(), "") or "",
        job_title=profile.job_title,
        department=departments[profile.department_id],
        level=str(profile.level or Level.EMPLOYEE),
        languages=tuple(code for code in codes if code),
        bio=profile.bio,
        expertise=topic_names(topics),
        active=user.is_active,
    )


def group_lines(scope: Scope) -> Iterator[GroupLine]:
    """Yield groups, oldest first."""
    departments = department_paths()
    words = {axes: word for word, axes in AXES.items()}
    for groups in chunks(scope.groups()):
        keys = [group.pk for group in groups]
        names = group_names(Group.objects.filter(pk__in=keys))
        users = usernames([group.created_by_id for group in groups])
        topics: dict[int, list[Tag]] = {}
        for row in GroupTopic.objects.filter(content_object__in=keys).select_related("tag"):
            topics.setdefault(row.content_object_id, []).append(row.tag)
        for group in groups:
            access, join = _access(group, words)
            yield GroupLine(
                slug=names[group.pk],
                title=group.title,
                access=access,
                description=group.purpose,
                tags=topic_names(topics.get(group.pk, [])),
                join=join,
                posting=str(group.posting),
                guidelines=group.guidelines,
                welcome=group.welcome,
                pilot=group.pilot,
                created=group.created_at,
                archived=group.archived_at,
                creator=users.get(group.created_by_id),
                department=departments[group.department_id],
            )


def _access(group: Group, words: dict[tuple[str, str], str]) -> tuple[str, str | None]:
    """Return the word for a group's axes, and how one joins where that word says otherwise."""
    axes = (group.visibility, group.join_policy)
    if axes in words:
        return words[axes], None
    seen = next(
        word
        for (visibility, policy), word in words.items()
        if visibility == group.visibility and policy != JoinPolicy.EVERYONE
    )
    return seen, str(group.join_policy)


def membership_lines(scope: Scope) -> Iterator[MembershipLine]:
    """Yield places group by group, in the order of the groups' names, people by username."""
    names = group_names(scope.groups().order_by())
    for key, group in sorted(names.items(), key=lambda item: item[1]):
        rows = Membership.objects.filter(group=key).order_by()
        users = dict(rows.values_list("pk", f"user__{get_user_model().USERNAME_FIELD}"))
        order = sorted(users, key=users.__getitem__)
        for start in range(0, len(order), CHUNK):
            part = order[start : start + CHUNK]
            found = rows.in_bulk(part)
            inviters = usernames([row.invited_by_id for row in found.values()])
            for pk in part:
                row = found[pk]
                yield MembershipLine(
                    group=group,
                    username=users[pk],
                    role=str(row.role),
                    state=str(row.state),
                    message=row.message,
                    since=row.since,
                    invited_by=inviters.get(row.invited_by_id),
                )
