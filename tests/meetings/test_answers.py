"""Saying whether one comes, thinking again, and who reads why not."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.utils import timezone

from tests.cast import CANARY
from tests.security.crawl import Visit
from tests.security.registry import by_name
from tests.security.verbs import Ask
from wagtail_social import events
from wagtail_social.actions import NotVisible, Refused
from wagtail_social.meetings.actions.people import AnswerInvitation
from wagtail_social.meetings.models import Meeting, MeetingState

from .gathering import place, plan, url


def pressed(page: str) -> list[str]:
    """Return the answers whose button is pressed."""
    buttons = re.findall(r'<button[^>]*name="answer" value="(\w+)" aria-pressed="(\w+)"', page)
    assert len(buttons) == 3
    return [value for value, state in buttons if state == "true"]


def test_member_comes_by_one_click_and_the_button_says_so(cast: Any, client_of: Any) -> None:
    meeting = cast.meetings["closed"].meeting
    client = client_of("member")
    assert pressed(client.get(meeting.get_absolute_url()).content.decode()) == []
    answer = client.post(url("answer", meeting), {"answer": "yes"})
    assert answer.status_code == 303
    assert answer["Location"] == meeting.get_absolute_url()
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert pressed(page) == ["yes"]
    assert "1 yes · 1 no · 2 open" in page


@pytest.mark.parametrize("said", ["maybe", "no"])
def test_who_may_not_come_is_kept_by_one_click_and_may_say_why(
    cast: Any, client_of: Any, said: str
) -> None:
    meeting = cast.meetings["closed"].meeting
    client = client_of("member")
    answer = client.post(url("answer", meeting), {"answer": said})
    assert answer["Location"] == url("answer", meeting)
    assert place(meeting, cast["member"]).answer == said
    form = client.get(answer["Location"]).content.decode()
    assert re.search(rf'value="{said}"[^>]* checked', form)
    answer = client.post(url("answer", meeting), {"answer": said, "reason": " On  leave. "})
    assert answer["Location"] == meeting.get_absolute_url()
    assert place(meeting, cast["member"]).reason == "On leave."
    assert "On leave." in client.get(meeting.get_absolute_url()).content.decode()


def test_same_answer_clicked_again_keeps_the_reason_and_another_forgets_it(
    cast: Any, client_of: Any
) -> None:
    meeting = cast.meetings["closed"].meeting
    client = client_of("member")
    client.post(url("answer", meeting), {"answer": "no", "reason": "On leave."})
    client.post(url("answer", meeting), {"answer": "no"})
    assert place(meeting, cast["member"]).reason == "On leave."
    client.post(url("answer", meeting), {"answer": "yes", "reason": "On leave."})
    assert place(meeting, cast["member"]).reason == ""


def test_reason_that_is_too_long_comes_back_with_the_form(cast: Any, client_of: Any) -> None:
    meeting = cast.meetings["closed"].meeting
    sent = {"answer": "no", "reason": "x" * 301}
    answer = client_of("member").post(url("answer", meeting), sent)
    assert answer.status_code == 422
    assert sent["reason"] in answer.content.decode()
    assert place(meeting, cast["member"]).answer == ""


@pytest.mark.parametrize("said", ["", "perhaps", "YES", "\x00"])
def test_answer_that_does_not_exist_is_refused(cast: Any, client_of: Any, said: str) -> None:
    meeting = cast.meetings["closed"].meeting
    answer = client_of("member").post(url("answer", meeting), {"answer": said})
    assert answer.status_code == 422
    with pytest.raises(Refused) as caught:
        AnswerInvitation(actor=cast["member"], meeting=meeting, answer=said).execute()
    assert caught.value.code == "no_answer"
    assert place(meeting, cast["member"]).answer == ""


def test_nobody_answers_for_somebody_else(cast: Any, client_of: Any) -> None:
    meeting = cast.meetings["closed"].meeting
    for role in ("manager", "member"):
        client_of(role).post(
            url("answer", meeting),
            {"answer": "yes", "user": cast["author"].pk, "actor": cast["author"].pk},
        )
    assert place(meeting, cast["author"]).answer == ""
    with pytest.raises(NotVisible):
        AnswerInvitation(actor=None, meeting=meeting, answer="yes").execute()


def test_reader_of_the_group_who_is_not_invited_is_not_asked(cast: Any, client_of: Any) -> None:
    meeting = cast.meetings["closed"].meeting
    client = client_of("moderator")
    assert 'name="answer"' not in client.get(meeting.get_absolute_url()).content.decode()
    assert client.get(url("answer", meeting)).status_code == 404
    answer = client.post(url("answer", meeting), {"answer": "yes"})
    assert answer.status_code == 422
    assert "You are not invited to this meeting." in answer.content.decode()


@pytest.mark.parametrize(
    ("fields", "code", "words"),
    [
        ({"cancelled_at": timezone.now()}, "cancelled", "has been cancelled"),
        ({"state": MeetingState.DRAFTED}, "over", "too late"),
        ({"ended": True}, "over", "too late"),
    ],
)
def test_late_answer_is_refused_with_a_reason(
    cast: Any, client_of: Any, fields: dict[str, Any], code: str, words: str
) -> None:
    meeting = plan(cast["employee"], cast["member"])
    changes = dict(fields)
    if changes.pop("ended", False):
        now = timezone.now()
        changes["starts_at"] = now - datetime.timedelta(hours=2)
        changes["ends_at"] = now - datetime.timedelta(minutes=1)
    Meeting.objects.filter(pk=meeting.pk).update(**changes)
    answer = client_of("member").post(url("answer", meeting), {"answer": "yes"})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    with pytest.raises(Refused) as caught:
        AnswerInvitation(actor=cast["member"], meeting=meeting, answer="yes").execute()
    assert caught.value.code == code
    assert place(meeting, cast["member"]).answer == ""


def test_answer_is_given_again_until_the_end_also_in_session(cast: Any) -> None:
    now = timezone.now()
    meeting = plan(
        cast["employee"],
        cast["member"],
        state=MeetingState.IN_SESSION,
        starts_at=now - datetime.timedelta(minutes=5),
        ends_at=now + datetime.timedelta(minutes=5),
    )
    for said in ("yes", "no", "maybe"):
        AnswerInvitation(actor=cast["member"], meeting=meeting, answer=said).execute()
        assert place(meeting, cast["member"]).answer == said


def test_event_names_the_answer_before_and_is_not_sent_for_the_same_again(
    cast: Any, django_capture_on_commit_callbacks: Any
) -> None:
    meeting = cast.meetings["closed"].meeting
    heard: list[tuple[str, str]] = []

    def hear(attendance: Any, before: str, **data: Any) -> None:
        heard.append((before, attendance.answer))

    events.meeting_answered.connect(hear)
    try:
        for said in ("yes", "yes", "no"):
            with django_capture_on_commit_callbacks(execute=True):
                AnswerInvitation(actor=cast["member"], meeting=meeting, answer=said).execute()
    finally:
        events.meeting_answered.disconnect(hear)
    assert heard == [("", "yes"), ("yes", "no")]


def _sees(cast: Any, client: Any, role: str, kind: str) -> bool:
    """Say whether a person meets the reason of the hermit anywhere in a meeting."""
    visit = Visit(client, most=0)
    ask = Ask(cast, role, kind)
    for name in ("meeting_people", "meeting_answer", "meeting_duty", "meeting_withdraw"):
        visit.fetch(by_name()[name].url(ask))
    visit.fetch(f"{url('people', ask.meet.meeting)}?show=no")
    visit.fetch(ask.meet.meeting.get_absolute_url())
    visit.fetch(f"/community/people/{ask.insider.pk}/")
    assert visit.codes[ask.meet.meeting.get_absolute_url()] == 200
    return bool(visit.meets([CANARY[kind]["apology"]]))


@pytest.mark.parametrize("kind", ["open", "closed"])
def test_reason_is_read_by_who_runs_the_meeting_and_the_person_alone(
    cast: Any, client_of: Any, kind: str
) -> None:
    readers = {"member", "moderator", "author", "manager", "second_manager", f"hermit_{kind}"}
    if kind == "open":
        readers |= {"employee", "former", "superuser"}
    found = {role for role in readers if _sees(cast, client_of(role), role, kind)}
    assert found == {"manager", "second_manager", f"hermit_{kind}"}


def test_reason_is_shown_as_it_was_typed_and_runs_nothing(cast: Any, client_of: Any) -> None:
    meeting = cast.meetings["closed"].meeting
    typed = "<script>alert(1)</script> & more"
    client_of("member").post(url("answer", meeting), {"answer": "no", "reason": typed})
    page = client_of("manager").get(url("people", meeting)).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page
    assert typed not in page
