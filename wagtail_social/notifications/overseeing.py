"""Which news somebody finds in the log of the Wagtail admin, and what the log says of it.

The log says who was told, who was not, and why. It is read by who may read what the news is about:
each subject says which rows those are (``rows_seen_by``). It holds nothing that somebody wrote.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from wagtail_social.access import is_employee
from wagtail_social.happenings import About
from wagtail_social.people.adapters import get_adapter, unknown_person
from wagtail_social.people.finding import people_named

from .models import Activity, Delivery, Mail, MailKind, MailOutcome, MailState, SiteOutcome
from .registry import all_happenings, categories, subjects

#: States of a mail that somebody should look at.
MAIL_TROUBLE = (MailState.FAILED, MailState.UNCERTAIN)
#: The same, as a delivery has it.
TROUBLE = (MailOutcome.FAILED, MailOutcome.UNCERTAIN)
_NEVER_MAILED = (MailOutcome.NONE, MailOutcome.OFF, MailOutcome.NO_ADDRESS)
_ON_THE_WAY = (MailOutcome.WAITING, MailOutcome.SENDING)
#: How many people are named in a query (count).
_FEW = 200
_NOTHING = About(title="", url="")
_ADDRESS = re.compile(r"[^\s<>()\[\]{}'\",;:]+@[^\s<>()\[\]{}'\",;:]+")


def _about_what_is_seen(user: Any, prefix: str = "") -> Q:
    """Return the condition that the user may read of whom there was news about this subject.

    One EXISTS a kind of subject, asked row by row through its key: lists are cut to a page, and a
    list of all keys would not fit into the memory that PostgreSQL hashes it in.
    """
    condition = Q(pk__in=())
    for subject in subjects().values():
        if subject.rows_seen_by is not None:
            rows = subject.rows_seen_by(user).filter(pk=OuterRef(f"{prefix}subject_id"))
            condition |= Q(**{f"{prefix}subject_type": subject.name}) & Q(Exists(rows))
    return condition


def _not_between_others(user: Any, prefix: str = "") -> Q:
    """Return the condition that it is not between two people of whom the user is none.

    Who did it knows all of it; who was addressed does not know who else was.
    """
    names = [name for name, each in all_happenings().items() if each.between_people]
    return ~Q(**{f"{prefix}happening__in": names}) | Q(**{f"{prefix}actor": user})


def activities_overseen_by(user: Any) -> Any:
    """Return the news about what this user may read."""
    if not is_employee(user):
        return Activity.objects.none()
    return Activity.objects.filter(
        _about_what_is_seen(user), _not_between_others(user)
    ).select_related("group", "actor")


def deliveries_overseen_by(user: Any) -> Any:
    """Return who was told, or not, of the news about what this user may read."""
    if not is_employee(user):
        return Delivery.objects.none()
    return Delivery.objects.filter(
        _about_what_is_seen(user, "activity__"), _not_between_others(user, "activity__")
    ).select_related("activity__group", "activity__actor", "recipient")


def mails_overseen_by(user: Any) -> Any:
    """Return the mails about what this user may read, and digests: they name no subject.

    ``names_subject`` tells whether the log may say what a mail is about: not if it was sent for
    nothing but what is between two other people. That it failed is to be seen all the same.
    """
    if not is_employee(user):
        return Mail.objects.none()
    mailed = Delivery.objects.filter(
        _not_between_others(user, "activity__"),
        recipient=OuterRef("recipient"),
        activity__subject_type=OuterRef("subject_type"),
        activity__subject_id=OuterRef("subject_id"),
    ).exclude(mail__in=_NEVER_MAILED)
    return (
        Mail.objects.filter(
            Q(kind=MailKind.DIGEST) | (Q(kind=MailKind.NEWS) & _about_what_is_seen(user))
        )
        .annotate(names_subject=Exists(mailed))
        .select_related("recipient")
    )


def may_read_names(user: Any) -> bool:
    """Whether this user may read in the log who the people were, and not only how many."""
    return bool(user.has_perm("wagtail_social_notifications.view_delivery"))


@dataclass(frozen=True)
class Figures:
    """How many people were told of one activity, and by which channel (counts)."""

    told: int = 0
    not_told: int = 0
    mails_sent: int = 0
    mails_waiting: int = 0
    mails_failed: int = 0


def figures_of(keys: Collection[int]) -> dict[int, Figures]:
    """Return the figures of activities by their keys: one query. Without anybody there are none."""
    counted: Any = (
        Delivery.objects.filter(activity__in=keys)
        .order_by()
        .values("activity")
        .annotate(
            told=Count("pk", filter=Q(site=SiteOutcome.TOLD)),
            not_told=Count("pk", filter=~Q(site=SiteOutcome.TOLD)),
            mails_sent=Count("pk", filter=Q(mail=MailOutcome.SENT)),
            mails_waiting=Count("pk", filter=Q(mail__in=_ON_THE_WAY)),
            mails_failed=Count("pk", filter=Q(mail__in=TROUBLE)),
        )
    )
    return {row.pop("activity"): Figures(**row) for row in counted}


def note_abouts(rows: Iterable[Any], user: Any) -> None:
    """Set ``about`` of activities and mails that the user oversees: one query a kind and model."""
    rows = list(rows)
    by_kind: dict[str, set[int]] = {}
    for row in rows:
        by_kind.setdefault(row.subject_type, set()).add(row.subject_id)
    kinds = subjects()
    found = {
        (name, key): about
        for name, keys in by_kind.items()
        if name in kinds
        for key, about in kinds[name].noted(user, keys).items()
    }
    for row in rows:
        row.about = found.get((row.subject_type, row.subject_id), _NOTHING)


def note_abouts_of_mails(rows: Iterable[Any], user: Any) -> None:
    """Set ``about`` of mails that the user oversees, as far as the log may say it."""
    rows = list(rows)
    note_abouts(rows, user)
    for row in rows:
        if not row.names_subject:
            row.about = _NOTHING


def of_people_named(rows: Any, typed: str) -> Any:
    """Return the deliveries or mails of people whose names hold what was typed.

    Few people are named by their keys: with a subquery PostgreSQL tries row after row (3.4 s to
    find nobody, at 1.6 million deliveries).
    """
    people = people_named(typed).order_by("pk").values_list("pk", flat=True)
    few = list(people[: _FEW + 1])
    return rows.filter(recipient__in=few if len(few) <= _FEW else people)


def happening_label(activity: Any) -> str:
    """Return what happened, in a few words."""
    happening = all_happenings().get(activity.happening)
    return str(happening.label or happening.name) if happening else activity.happening


def category_label(name: str) -> str:
    """Return why somebody was concerned, in a few words."""
    category = categories().get(name)
    return str(category.label) if category else name


def person_name(user: Any) -> str:
    """Return the name of a person, whatever became of the account."""
    return get_adapter().name(user) if user else unknown_person().name


def actor_name(activity: Any) -> str:
    """Return who did it, nothing where people are not told who."""
    happening = all_happenings().get(activity.happening)
    return person_name(activity.actor) if happening and happening.names_actor else ""


def activity_url(activity: Any) -> str:
    """Return where it is on the site, for a row with ``about``: nothing where one may not go."""
    if not activity.about.url:
        return ""
    happening = all_happenings().get(activity.happening)
    if happening is None or happening.url is None:
        return activity.about.url
    return happening.url(activity.object_id)


def failure_text(mail: Any) -> str:
    """Return what the mail server said, without the addresses it may have repeated."""
    return _ADDRESS.sub("…", mail.failure)


def recipient_name(delivery: Any) -> str:
    """Return the name of who was to be told."""
    return person_name(delivery.recipient)


def group_title(activity: Any) -> str:
    """Return the group it happened in."""
    return activity.group.title if activity.group else ""
