"""Lists and logs tell outsiders nothing, whatever they were told before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import OUTSIDERS, PRIVATE, hidden_from
from wagtail_social.notifications.models import Activity, Delivery, Notification

LIST = "/community/notifications/"


def _told_of_everything(cast: Any, person: Any) -> None:
    """Give a person a line about every conversation and group, as from when they were inside."""
    subjects = [("discussion", talk.discussion.pk) for talk in cast.talks.values()]
    subjects += [("group", group.pk) for group in cast.groups.values()]
    for name, key in subjects:
        happening, category = (
            ("post", "mention") if name == "discussion" else ("invited", "invitation")
        )
        activity = Activity.objects.create(
            happening=happening,
            subject_type=name,
            subject_id=key,
            object_id=key,
            actor=cast["hermit"] if "hermit" in cast.people else cast["manager"],
            told_at=timezone.now(),
        )
        Delivery.objects.create(activity=activity, recipient=person, category=category, site="told")
        Notification.objects.create(
            recipient=person,
            subject_type=name,
            subject_id=key,
            first=activity.pk,
            last=activity.pk,
            latest_at=activity.created_at,
        )


@pytest.mark.parametrize("role", [role for role in OUTSIDERS if role != "anonymous"])
def test_outsider_who_was_told_once_reads_no_word_and_no_figure_of_closed_groups(
    cast: Any, client_of: Callable[..., Client], role: str
) -> None:
    """Class 7, class 8: a notification is shown to who may see its subject now."""
    _told_of_everything(cast, cast[role])
    client = client_of(role)
    page = client.get(LIST)
    shown = page.content.decode()
    assert not [word for word in hidden_from(role) if word in shown]
    if role == "deactivated":
        assert page.status_code == 302
        return
    lines = shown.count('id="notification-')
    assert 0 < lines <= 2 * len(cast.groups) - len(PRIVATE)
    assert client.get(f"{LIST}count/").json()["figure"] == str(lines)
