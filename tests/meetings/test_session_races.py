"""Two who take minutes at the same moment."""

from __future__ import annotations

from typing import Any

import pytest

from tests.moderation.test_at_once import at_once
from wagtail_social.meetings.actions.notes import NotesCrossed, SaveNote
from wagtail_social.meetings.actions.presence import AddWalkIn, MarkPresence
from wagtail_social.meetings.models import Attendance, Note

from .sitting import item_of, sit, was_there

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("turn", range(3))
@pytest.mark.parametrize("whole", [False, True])
def test_same_version_saved_twice_at_once_has_one_winner_and_the_other_sees_both(
    cast: Any, turn: int, whole: bool
) -> None:
    meeting = sit(cast["author"], cast["member"])
    Attendance.objects.filter(meeting=meeting).update(duty="minutes")
    item = None if whole else item_of(meeting)

    def saves(role: str, text: str, version: int) -> Any:
        return SaveNote(
            actor=cast[role], meeting=meeting, item=item, text=text, version=version
        ).execute

    for version in (0, 1):
        texts = {f"author's {version}": "author", f"member's {version}": "member"}
        results = at_once(*[saves(role, text, version) for text, role in texts.items()])
        note = Note.objects.get(meeting=meeting, item=item)
        assert (note.version, note.text in texts) == (version + 1, True)
        (crossed,) = [result for result in results if isinstance(result, NotesCrossed)]
        assert crossed.note.text == note.text
        (won,) = [result for result in results if isinstance(result, Note)]
        assert won.edited_by.username == texts[note.text]


def test_somebody_added_and_ticked_by_two_at_once_stands_there_once(cast: Any) -> None:
    meeting = sit(cast["author"], cast["member"])
    Attendance.objects.filter(meeting=meeting).update(duty="minutes")
    guest = cast["employee"]
    results = at_once(
        *[
            AddWalkIn(actor=cast[role], meeting=meeting, user_ids=[guest.pk]).execute
            for role in ("author", "member", "author", "member")
        ],
        MarkPresence(
            actor=cast["author"], meeting=meeting, attended={cast["member"].pk: True}
        ).execute,
    )
    assert not [result for result in results if isinstance(result, Exception)]
    assert Attendance.objects.filter(meeting=meeting, user=guest).count() == 1
    assert was_there(meeting, guest) is True and was_there(meeting, cast["member"]) is True
