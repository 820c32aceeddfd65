"""The audit log: every logged action writes one entry, and no entry tells what was said."""

from __future__ import annotations

import copy
import importlib
import json
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry, PageLogEntry

import wagtail_social
from wagtail_social.actions import Action
from wagtail_social.conversations import actions as talk
from wagtail_social.extension_points import logged_rows
from wagtail_social.groups import actions as groups
from wagtail_social.meetings.actions import (
    agenda,
    corrections,
    dates,
    documents,
    minutes,
    next_meeting,
    planning,
    remarks,
    series,
    states,
)
from wagtail_social.meetings.actions import people as meeting_people
from wagtail_social.notifications.webhooks import actions as webhooks

from .doers import DOERS


def _import_everything() -> None:
    for module in pkgutil.walk_packages(wagtail_social.__path__, "wagtail_social."):
        if ".migrations" not in module.name:
            importlib.import_module(module.name)


def _kinds(base: type[Action[Any]] = Action) -> Iterator[type[Action[Any]]]:
    for kind in base.__subclasses__():
        yield kind
        yield from _kinds(kind)


def _logged() -> list[type[Action[Any]]]:
    """Return every action that writes a log entry, from every module of the package."""
    _import_everything()
    found = {
        kind for kind in _kinds() if kind.log_as and kind.__module__.startswith("wagtail_social")
    }
    return sorted(found, key=lambda kind: kind.__qualname__)


def test_every_logged_action_has_a_name_in_the_log_and_a_doer_here() -> None:
    """A new action with ``log_as`` fails here until it is registered and tried out below."""
    known = {name for name, _label in registry.get_choices()}
    assert [kind.__name__ for kind in _logged() if kind.log_as not in known] == []
    assert [kind.__name__ for kind in _logged() if kind not in DOERS] == []


def test_every_registered_name_is_used_by_an_action() -> None:
    """A name in the log that nothing writes would promise a record that does not exist."""
    ours = {name for name, _label in registry.get_choices() if name.startswith("wagtail_social.")}
    assert ours - {kind.log_as for kind in _logged()} == set()


def _entries() -> list[Any]:
    return [*ModelLogEntry.objects.all(), *PageLogEntry.objects.all()]


@pytest.mark.once
@pytest.mark.parametrize("kind", DOERS, ids=lambda kind: kind.__name__)
def test_action_leaves_one_entry_without_a_private_word(cast: Any, kind: Any) -> None:
    """Who, what and which ids; never a title, a text, a reason or a name of a group."""
    before = {(type(entry), entry.pk) for entry in _entries()}
    action = DOERS[kind](cast)
    actor = action.actor
    action.execute()
    new = [entry for entry in _entries() if (type(entry), entry.pk) not in before]
    assert [entry.action for entry in new] == [kind.log_as]
    (entry,) = new
    assert entry.user_id == (actor.pk if actor else None)
    assert entry.content_type.model_class() in {rule.model() for rule in logged_rows.all()}
    told = f"{entry.label} {json.dumps(entry.data)}".lower()
    assert "zq" not in told, told


@pytest.mark.parametrize(
    "kind",
    [
        groups.ArchiveGroup,
        groups.ReopenGroup,
        groups.JoinGroup,
        groups.RequestToJoin,
        groups.ChangeRole,
        talk.RemovePost,
        talk.RestorePost,
        talk.RemoveComment,
        talk.RestoreComment,
        webhooks.PauseWebhook,
        webhooks.ResumeWebhook,
        webhooks.TryWebhook,
        agenda.EditItem,
        agenda.DropItem,
        agenda.TakeProposal,
        documents.RenameDocument,
        documents.RemoveDocument,
        meeting_people.InvitePeople,
        meeting_people.InviteGroup,
        meeting_people.ChangeDuty,
        planning.EditMeeting,
        states.OpenMeeting,
        states.StartMeeting,
        states.CancelMeeting,
        next_meeting.ChooseDate,
        dates.ProposeDates,
        dates.WithdrawDate,
        series.RepeatMeeting,
        series.MakeMore,
        series.StopSeries,
        minutes.DraftMinutes,
        minutes.ApproveMinutes,
        minutes.CloseMeeting,
        corrections.BeginCorrection,
        corrections.GiveUpCorrection,
        remarks.AnswerRemark,
    ],
    ids=lambda kind: kind.__name__,
)
def test_action_that_is_repeated_leaves_no_entry_and_tells_nobody(
    cast: Any, kind: Any, django_capture_on_commit_callbacks: Any
) -> None:
    """A log of what changed, and an event for what changed: not for a button pressed twice."""
    action = DOERS[kind](cast)
    again = copy.copy(action)
    action.execute()
    before = len(_entries())
    with django_capture_on_commit_callbacks() as told:
        again.execute()
    assert (len(_entries()), told) == (before, [])
