"""Who wants to hear what, by which channel: the one place of this rule.

Asked twice with the same expressions: for everybody concerned when something has happened, and for
one person again when their mail is sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Case, CharField, Q, QuerySet, Value, When

from wagtail_social.happenings import Facts, Nearness, NotificationCategory, Reason

from .models import ChoiceOfChannel, GroupChoice, GroupLevel, MailOutcome, SiteOutcome
from .registry import subjects


def _switched(category: NotificationCategory, channel: str, *, usual: bool) -> Q:
    """Return the condition on users that they do not want this category by this channel."""
    rows = ChoiceOfChannel.objects.filter(category=category.name, channel=channel)
    if usual:
        return Q(pk__in=rows.filter(wanted=False).values("user_id"))
    return ~Q(pk__in=rows.filter(wanted=True).values("user_id"))


def without_address() -> Q:
    """Return the condition on users that there is no address to send mail to."""
    user_model: Any = get_user_model()
    name = user_model.get_email_field_name()
    if name not in {field.name for field in user_model._meta.concrete_fields}:
        return ~Q(pk__in=())
    return Q(**{name: ""}) | Q(**{f"{name}__isnull": True})


def _keeps_away(facts: Facts, *levels: str) -> Q:
    rows = GroupChoice.objects.filter(group=facts.group_id, level__in=levels)
    return Q(pk__in=rows.values("user_id"))


@dataclass(frozen=True)
class Hearers:
    """Who may see a subject now, and who has muted it: the same for every reason to be told."""

    may_see: Q
    has_muted: Q


def hearers_of(facts: Facts) -> Hearers:
    """Return who may hear of a happening at all."""
    subject = subjects()[facts.subject_type]
    muted = subject.muted_by(facts.subject_id)
    return Hearers(
        may_see=Q(pk__in=subject.audience(facts.subject_id).values("pk")),
        has_muted=Q(pk__in=()) if muted is None else Q(pk__in=muted.values("pk")),
    )


def concerned(facts: Facts, reason: Reason) -> QuerySet[Any]:
    """Return the users whom this reason holds for now, whether or not they may see it."""
    users = get_user_model()._default_manager.order_by("pk")
    people = reason.people(facts)
    if reason.asked_for:
        wishes = GroupChoice.objects.filter(group=facts.group_id, level=GroupLevel.ALL)
        if not wishes.exists():
            return users.none()
        people = people.filter(pk__in=wishes.values("user_id"))
    users = users.filter(pk__in=people.values("pk"))
    return users if facts.actor_id is None else users.exclude(pk=facts.actor_id)


def judge(
    people: QuerySet[Any],
    facts: Facts,
    category: NotificationCategory,
    hearers: Hearers | None = None,
) -> QuerySet[Any]:
    """Say of each of these users whether they are told: ``site_outcome``, ``mail_outcome``.

    What they may not see comes first, then what they muted, then what they switched off.
    """
    hearers = hearers or hearers_of(facts)
    named = category.nearness == Nearness.NAMED
    quiet = [GroupLevel.NOTHING]
    if category.nearness == Nearness.GROUP:
        quiet.append(GroupLevel.OWN)
    is_distant = _keeps_away(facts, *quiet) if facts.group_id else Q(pk__in=())

    never: list[tuple[Q, Any]] = [
        (Q(is_active=False), SiteOutcome.INACTIVE),
        (~hearers.may_see, SiteOutcome.HIDDEN),
    ]
    softly: list[tuple[Q, Any]] = [
        (hearers.has_muted, SiteOutcome.MUTED),
        (is_distant, SiteOutcome.LEVEL),
    ]
    site = list(never)
    if not (named or category.always_on_site):
        site += softly
    if not category.always_on_site:
        switched = _switched(category, "site", usual=category.site)
        site.append((switched, SiteOutcome.OFF))
    mail = [(condition, MailOutcome.NONE) for condition, _outcome in (*never, *softly)]
    mail.append((_switched(category, "mail", usual=category.mail), MailOutcome.OFF))
    mail.append((without_address(), MailOutcome.NO_ADDRESS))
    return people.annotate(
        site_outcome=_first(site, SiteOutcome.TOLD),
        mail_outcome=_first(mail, MailOutcome.WAITING),
    )


def _first(cases: list[tuple[Q, Any]], default: Any) -> Case:
    whens = [When(condition, then=Value(str(outcome))) for condition, outcome in cases]
    return Case(*whens, default=Value(str(default)), output_field=CharField(max_length=10))
