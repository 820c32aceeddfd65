"""Calls into discussions as the two people whom one concerns find them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from wagtail_social.extension_points import discussion_targets
from wagtail_social.people.adapters import unknown_person

from .models import Call, Discussion
from .presenting import Presenter
from .targets import Place

#: Calls shown at one discussion (rows).
_READ = 100
#: Discussions that stand beside every page (count).
_BESIDE = 5
#: Calls among which those are looked for that the viewer can still read (rows).
_LOOKED_AT = 50


@dataclass(frozen=True)
class Asked:
    """What waits for the viewer: who asks, and the line they wrote."""

    name: str
    text: str


@dataclass(frozen=True)
class Calls:
    """The calls at one discussion: those to its viewer that wait, and whom the viewer asked."""

    waiting: list[Asked] = field(default_factory=list)
    #: Names with what became of it, in one sentence; empty where the viewer asked nobody.
    asked: str = ""


def calls_at(place: Place, rows: list[Call], presenter: Presenter) -> Calls:
    """Return what a page shows of these calls; the presenter knows the people."""

    def name(user_id: Any) -> str:
        return (presenter.card(user_id) or unknown_person()).name

    viewer = place.user.pk
    waiting = [Asked(name(row.asker_id), row.text) for row in rows if row.person_id == viewer]
    newest: dict[Any, Call] = {}
    for row in rows:
        if row.person_id != viewer:
            newest.setdefault(row.person_id, row)
    people = [
        (_("%(name)s (answered)") if row.answered_at else _("%(name)s (not yet)"))
        % {"name": name(pk)}
        for pk, row in newest.items()
    ]
    asked = _("Asked: %(people)s") % {"people": ", ".join(people)} if people else ""
    return Calls(waiting if _is_open(place) else [], asked)


def _is_open(place: Place) -> bool:
    """Whether an answer is still possible here, for who is allowed to give one."""
    archived = place.standing is not None and place.standing.group.is_archived
    hidden = place.discussion is not None and place.discussion.hidden
    return place.state == "open" and not hidden and not archived


def read_calls(place: Place, presenter: Presenter) -> list[Call]:
    """Return the calls at a discussion that its viewer knows of: one query.

    Who asked and who was asked is looked up by the presenter with the next people.
    """
    if place.discussion is None:
        return []
    found = Call.objects.filter(discussion=place.discussion).between(place.user)[:_READ]
    rows = list(found)
    for row in rows:
        presenter.expect(row.asker_id, row.person_id)
    return rows


def asked_for_your_view(request: HttpRequest) -> dict[str, Any] | None:
    """Return the discussions in which the viewer is waited for: one query where there are none."""
    user = request.user
    rows = Call.objects.waiting_for(user).select_related("discussion").order_by("-pk")[:_LOOKED_AT]
    discussions = list(dict.fromkeys(row.discussion for row in rows))
    if not discussions:
        return None
    visible = Discussion.objects.visible_to(user).filter(pk__in=[row.pk for row in discussions])
    seen = set(visible.values_list("pk", flat=True))
    shown = [discussion for discussion in discussions if discussion.pk in seen][:_BESIDE]
    links = _links(shown, user)
    for link in links:
        link["current"] = request.path == link["url"].partition("#")[0]
    return {"title": _("Asked for your view"), "links": links}


def _links(discussions: list[Discussion], user: Any) -> list[dict[str, Any]]:
    """Return the ways to discussions that this user may read: one query a kind of target."""
    kinds = {kind.name: kind for kind in discussion_targets.all()}
    targets: dict[str, Any] = {}
    for name in {row.target_type for row in discussions if row.target_type in kinds}:
        keys = [row.target_id for row in discussions if row.target_type == name]
        targets[name] = kinds[name].model()._default_manager.in_bulk(keys)
    links = []
    for row in discussions:
        kind, target = kinds.get(row.target_type), targets.get(row.target_type, {})
        if kind is None or row.target_id not in target:
            continue
        found = target[row.target_id]
        place = Place(kind, found, user, row)
        url = (place.url or place.standalone_url()).partition("#")[0]
        links.append({"label": place.title, "url": f"{url}#talk", "icon": "question"})
    return links
