"""The people of a meeting, as one person sees them."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from ..forms_people import ANSWER_CHOICES
from ..models import Answer, Attendance, Meeting
from ..seat import Seat

#: Faces beside the figures (people).
FACES = 8


def figures(counts: dict[str, int]) -> str:
    """Return how many come, perhaps come, cannot, and have not answered, as one line."""
    said = [
        (Answer.YES, _("%(count)s yes")),
        (Answer.MAYBE, _("%(count)s maybe")),
        (Answer.NO, _("%(count)s no")),
        (Answer.NONE, _("%(count)s open")),
    ]
    found = [(counts.get(answer, 0), words) for answer, words in said]
    return " · ".join(words % {"count": count} for count, words in found if count)


def people_context(request: HttpRequest, meeting: Meeting, seat: Seat) -> dict[str, Any]:
    """Return what ``_answer.html`` and ``_people.html`` show: one query."""
    expected = Attendance.objects.expected_at(meeting).order_by("pk")
    answers = list(expected.values_list("user_id", "answer"))
    coming = [user for user, answer in answers if answer == Answer.YES]
    mine = seat.attendance
    return {
        "own_place": mine,
        "answer_url": reverse("wagtail_social:meeting_answer", args=[meeting.pk]),
        "answer_buttons": [
            {"value": value, "label": label, "pressed": mine is not None and mine.answer == value}
            for value, label in ANSWER_CHOICES
        ],
        "people_url": reverse("wagtail_social:meeting_people", args=[meeting.pk]),
        "people_figures": figures(Counter(answer for _user, answer in answers)),
        "people_faces": [seat.cards.of(user) for user in coming[:FACES]],
    }
