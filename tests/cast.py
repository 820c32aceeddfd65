"""The cast: five groups, one person for every way to stand towards them, and marked words.

Each role is one person who has the same standing in every group. Every text of a group holds a
word that stands nowhere else, so that a sweep can ask of any answer: whose words are in it?
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AnonymousUser, Permission
from django.contrib.auth.models import Group as AuthGroup
from django.core.files.base import ContentFile
from django.utils import timezone

from wagtail_social.conversations.actions import (
    CallColleagues,
    EditPost,
    FollowDiscussion,
    PinPost,
    PostComment,
    PublishPost,
    React,
    RemoveComment,
    RemovePost,
)
from wagtail_social.conversations.models import Comment, Discussion, Post
from wagtail_social.conversations.targets import place_for
from wagtail_social.groups.models import PRESETS, Group, Membership
from wagtail_social.meetings.models import (
    ActionItem,
    AgendaItem,
    DocumentVersion,
    Meeting,
    MeetingDocument,
    Outcome,
    Remark,
)
from wagtail_social.notifications.models import Activity, Webhook
from wagtail_social.people.models import Department
from wagtail_social.topics.vocabulary import topics_named
from wagtail_social.uploads import private_storage

from .cast_meetings import Meet, meeting_of, paper_of
from .roles import (
    ALL_ROLES,
    CANARY,
    GROUPS,
    INSIDERS,
    KNOWN_OUTSIDE,
    OUTSIDERS,
    PRIVATE,
    ROLES,
    hidden_from,
    words,
)
from .snapshot import Snapshot

__all__ = [
    "ALL_ROLES",
    "CANARY",
    "GROUPS",
    "INSIDERS",
    "KNOWN_OUTSIDE",
    "OUTSIDERS",
    "PASSWORD",
    "PRIVATE",
    "ROLES",
    "Cast",
    "Talk",
    "cast_on_stage",
    "hidden_from",
    "words",
]

PASSWORD = "a lantern in the harbour"


@dataclass
class Talk:
    """What is said in a group. ``gone`` is the removed post; ``comments`` by field name."""

    post: Any
    gone: Any
    discussion: Any
    comments: dict[str, Any]


@dataclass
class Cast:
    """The people by role, the groups by kind. Rows are read from the database when asked for."""

    people: dict[str, Any]
    groups: dict[str, Any]
    _ids: dict[str, Any] = field(repr=False, default_factory=dict)

    def __getitem__(self, role: str) -> Any:
        """Return the person of a role; ``anonymous`` is nobody."""
        return AnonymousUser() if role == "anonymous" else self.people[role]

    @property
    def roles(self) -> tuple[str, ...]:
        """Every role, ``anonymous`` first."""
        return ALL_ROLES

    @cached_property
    def talks(self) -> dict[str, Talk]:
        """What is said in each group."""
        posts = Post.objects.select_related("group").in_bulk()
        comments = Comment.objects.in_bulk()
        discussions = {d.target_id: d for d in Discussion.objects.filter(target_type="post")}
        return {
            name: Talk(
                posts[ids["post"]],
                posts[ids["gone"]],
                discussions[ids["post"]],
                {field_name: comments[pk] for field_name, pk in ids["comments"].items()},
            )
            for name, ids in self._ids["talks"].items()
        }

    @cached_property
    def meetings(self) -> dict[str, Meet]:
        """The meeting that each group has before it."""
        meetings = Meeting.objects.select_related("group").in_bulk()
        items = AgendaItem.objects.select_related("meeting").in_bulk()
        papers = MeetingDocument.objects.in_bulk()
        outcomes = Outcome.objects.in_bulk()
        actions = ActionItem.objects.select_related("meeting").in_bulk()
        remarks = Remark.objects.select_related("meeting").in_bulk()
        return {
            name: Meet(
                meetings[ids["meeting"]],
                items[ids["item"]],
                items[ids["proposal"]],
                papers[ids["paper"]],
                outcomes[ids["outcome"]],
                actions[ids["task"]],
                actions[ids["action"]],
                meetings[ids["held"]],
                remarks[ids["remark"]],
            )
            for name, ids in self._ids["meetings"].items()
        }

    def membership(self, role: str, group: str) -> Any:
        """Return the person's row in the group, or ``None``."""
        return Membership.objects.filter(user=self[role], group=self.groups[group]).first()

    def place(self, role: str, group: str) -> Any:
        """Return the place of the group's post as this role finds it. Raises ``Http404``."""
        return place_for(self[role], "post", self._ids["talks"][group]["post"])


def _person(name: str, first: str, last: str, **fields: Any) -> Any:
    user_model = get_user_model()
    return user_model.objects.create(
        username=name,
        first_name=first,
        last_name=last,
        email=f"{name}@example.org",
        password=_hashed,
        **fields,
    )


_hashed = ""


def _build() -> dict[str, Any]:
    global _hashed
    _hashed = _hashed or make_password(PASSWORD)
    people = {
        role: _person(role, first, last, is_superuser=role == "superuser")
        for role, (first, last, _state, _role) in ROLES.items()
    }
    people["author"] = _person("author", "Anouk", "Terwiel")
    people["second_manager"] = _person("second.manager", "Selma", "Öztürk")
    for name in GROUPS:
        hermit = CANARY[name]["hermit"]
        people[f"hermit_{name}"] = _person(f"hermit.{name}", hermit.title(), "Lone")
    groups = {name: _group(name, people) for name in GROUPS}
    talks = {name: _talk(name, group, people) for name, group in groups.items()}
    meetings = {name: meeting_of(name, group, people) for name, group in groups.items()}
    _moderation(talks, people)
    Group.objects.filter(pk=groups["archived"].pk).update(archived_at=timezone.now())
    people["deactivated"].is_active = False
    people["deactivated"].save(update_fields=["is_active"])
    # The cast has always been there: what it did on its way in is no news.
    Activity.objects.all().delete()
    return {
        "people": {role: person.pk for role, person in people.items()},
        "groups": {name: group.pk for name, group in groups.items()},
        "talks": talks,
        "meetings": meetings,
    }


def _group(name: str, people: dict[str, Any]) -> Any:
    word = CANARY[name]
    preset = {"everyone": "open", "archived": "open"}.get(name, name)
    visibility, join_policy = PRESETS[preset]
    group = Group.objects.create(
        title=f"{word['title'].title()} circle",
        slug=f"{word['slug']}-k7m2x",
        purpose=f"We talk of {word['purpose']} here.",
        welcome=f"Welcome to {word['welcome']}.",
        guidelines=f"Be kind about {word['guidelines']}.",
        visibility=visibility,
        join_policy="everyone" if name == "everyone" else join_policy,
        department=Department.objects.create(name=word["department"].title()),
        created_by=people["manager"],
    )
    group.cover.save("cover.webp", ContentFile(f"cover of {name}".encode()))
    group.tags.set(topics_named([word["tag"]]))
    rows = [
        Membership(
            group=group,
            user=people[role],
            state=state,
            role=place,
            message={
                "requested": f"Please let me in: {word['request']}",
                "invited": f"Do come: {word['invitation']}",
            }.get(state, ""),
            invited_by=people["manager"] if state == "invited" else None,
        )
        for role, (_first, _last, state, place) in ROLES.items()
        if state
    ]
    rows += [
        Membership(group=group, user=people[role], state="active", role="member")
        for role in ("author", f"hermit_{name}")
    ]
    rows.append(
        Membership(group=group, user=people["second_manager"], state="active", role="manager")
    )
    Membership.objects.bulk_create(rows)
    Webhook.objects.create(
        group=group,
        url=f"https://hooks.test/{word['webhook']}",
        format="json",
        secret=f"{word['webhook']} keeps it",
        leaves_site=True,
        created_by=people["manager"],
    )
    group.member_count = sum(row.state == "active" for row in rows)
    group.save(update_fields=["member_count"])
    return group


def _talk(name: str, group: Any, people: dict[str, Any]) -> dict[str, Any]:
    word = CANARY[name]
    author, hermit = people["author"], people[f"hermit_{name}"]
    post = PublishPost(
        actor=author,
        group=group,
        kind="question",
        title=f"About {word['earlier']}",
        source=f"This said {word['earlier']} first.",
    ).execute()
    EditPost(
        actor=author,
        post=post,
        title=f"About {word['posttitle']}",
        source=f"Here is {word['postbody']} for @hermit.{name} on #{word['topic']}.",
    ).execute()
    gone = PublishPost(
        actor=author, group=group, title=f"Not {word['gonetitle']}", source=word["gonebody"]
    ).execute()
    RemovePost(actor=people["moderator"], post=gone, reason=word["gonereason"]).execute()

    def say(user: Any, field_name: str, parent: Any = None) -> Any:
        place = place_for(user, "post", post.pk)
        source = f"I say {word[field_name]}."
        return PostComment(actor=user, place=place, source=source, parent=parent).execute()

    comments = {"comment": say(author, "comment")}
    comments["reply"] = say(hermit, "reply", comments["comment"])
    comments["deep"] = say(author, "deep", comments["reply"])
    comments["removed"] = say(author, "removed")
    removed = comments["removed"]
    RemoveComment(actor=people["moderator"], comment=removed, reason=word["reason"]).execute()
    place = place_for(hermit, "post", post.pk)
    React(actor=hermit, place=place, kind="thanks").execute()
    React(actor=hermit, place=place, kind="like", comment=comments["comment"]).execute()
    FollowDiscussion(actor=hermit, place=place).execute()
    about = f"What of {word['call']}?"
    CallColleagues(actor=hermit, place=place, user_ids=[author.pk], text=about).execute()
    PinPost(actor=people["moderator"], post=post).execute()
    return {
        "post": post.pk,
        "gone": gone.pk,
        "comments": {field_name: comment.pk for field_name, comment in comments.items()},
    }


def _moderation(talks: dict[str, Any], people: dict[str, Any]) -> None:
    from wagtail_social.moderation.models import Report

    for name, talk in talks.items():
        comment = Comment.objects.select_related("discussion").get(pk=talk["comments"]["comment"])
        report = Report.objects.create(
            discussion=comment.discussion,
            comment=comment,
            group=comment.discussion.group,
            reported_author=people["author"],
            reporter=people[f"hermit_{name}"],
            reason="other",
            text=f"Look at {CANARY[name]['report']}.",
        )
        talk["report"] = report.pk


_snapshot = Snapshot(_build)


def cast_on_stage() -> Cast:
    """Put the cast into the database and return it."""
    ids = _snapshot.restore()
    found = get_user_model().objects.in_bulk(ids["people"].values())
    groups = Group.objects.in_bulk(ids["groups"].values())
    cast = Cast(
        {role: found[pk] for role, pk in ids["people"].items()},
        {name: groups[pk] for name, pk in ids["groups"].items()},
        ids,
    )
    storage = private_storage()
    for name, file in DocumentVersion.objects.filter(
        document__in=[kept["paper"] for kept in ids["meetings"].values()]
    ).values_list("document__meeting__group", "file"):
        if not storage.exists(file):
            kind = next(kind for kind, group in cast.groups.items() if group.pk == name)
            storage.save(file, ContentFile(paper_of(kind)))
    for name, group in cast.groups.items():
        if not storage.exists(group.cover.name):
            storage.save(group.cover.name, ContentFile(f"cover of {name}".encode()))
    _give_admin(cast)
    return cast


def _give_admin(cast: Cast) -> None:
    """Let the editor into the Wagtail admin, and the steward do what models' permissions allow."""
    admin = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    editors = AuthGroup.objects.create(name="Editors elsewhere")
    editors.permissions.add(admin)
    cast["editor"].groups.add(editors)
    ours = Permission.objects.filter(content_type__app_label__startswith="wagtail_social")
    cast["steward"].user_permissions.add(admin, *ours)


def session_ends(client: Any) -> None:
    """The server forgets the session; the browser keeps the rest of what it knows."""
    del client.cookies["sessionid"]
