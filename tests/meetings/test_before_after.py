"""The meetings before and after one in its series, and what long series cost."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from tests.conftest import counted_queries
from wagtail_social.groups.models import Membership
from wagtail_social.meetings.models import AgendaItem, Meeting, MeetingState

from .plans import at, meeting_of
from .sequel import behind


def test_before_and_after_leave_out_what_is_cancelled_and_what_one_may_not_see(
    cast: Any, client_of: Any, meet: Any
) -> None:
    first = meet.meeting
    second = behind(first, 1, title="Second")
    third = behind(first, 2, title="Third")
    fourth = behind(first, 3, title="Fourth", state=MeetingState.DRAFT)

    def links(role: str, meeting: Meeting) -> list[str]:
        response = client_of(role).get(at(meeting))
        return [link["url"] for link in response.context["series_links"]]

    assert links("member", second) == [at(first), at(third)]
    assert links("member", third) == [at(second)]
    assert links("manager", third) == [at(second), at(fourth)]
    Meeting.objects.filter(pk=second.pk).update(cancelled_at=timezone.now())
    assert links("member", first) == [at(third)]
    assert links("member", third) == [at(first)]
    # From the cancelled one itself both are found.
    assert links("member", second) == [at(first), at(third)]
    Meeting.objects.filter(pk=second.pk).delete()
    assert links("member", third) == [at(first)]


def test_meeting_of_another_group_in_the_series_is_not_there_for_who_may_not_read_it(
    cast: Any, client_of: Any, meet: Any
) -> None:
    later = behind(meet.meeting, 1, group=cast.groups["secret"], title="Zqelsewhere")
    Membership.objects.filter(user=cast["member"], group=later.group).update(state="left")
    assert client_of("member").get(at(meet.meeting)).context["series_links"] == []
    page = client_of("member").get(at(meet.meeting, "series/")).content.decode()
    assert "Zqelsewhere" not in page


def test_pages_cost_the_same_in_a_short_and_a_long_series(cast: Any, client_of: Any) -> None:
    meeting = meeting_of(cast.groups["open"], cast["manager"], cast["member"])
    AgendaItem.objects.create(meeting=meeting, title="Cranes", is_standing=True)
    behind(meeting, 1)
    behind(meeting, -1)
    client = client_of("manager")

    def asked() -> dict[str, int]:
        counts = {}
        for part in ("", "series/", "next/"):
            with counted_queries() as found:
                assert client.get(at(meeting, part)).status_code == 200
            counts[part] = len(found)
        return counts

    asked()
    before = asked()
    for number in range(2, 40):
        behind(meeting, number)
        behind(meeting, -number)
        AgendaItem.objects.create(meeting=meeting, title=f"Crane {number}")
    assert asked() == before
