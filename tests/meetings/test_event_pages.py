"""The page of an event: which pages it can be, what is taken from it, and what it shows."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone
from wagtail.models import PageViewRestriction

from example_site.intranet.models import EventPage
from tests.cast import CANARY
from tests.conftest import counted_queries
from wagtail_social.actions import Refused
from wagtail_social.meetings.actions.planning import EditMeeting
from wagtail_social.meetings.checks import check_event_pages
from wagtail_social.meetings.event_facts import EventFacts, facts_of
from wagtail_social.meetings.models import Attendance, Meeting

from .plans import anew, at, form, meeting_of, of_group, text_of

PAGES = "WAGTAIL_SOCIAL_MEETING_EVENT_PAGES"
FIELDS = {"starts_at": "begins", "ends_at": "ends", "place": "venue"}


def moment(*parts: int) -> datetime.datetime:
    """Return a moment in UTC."""
    return datetime.datetime(*parts, tzinfo=datetime.UTC)  # type: ignore[misc]


@pytest.fixture
def event(host_pages: Any) -> Any:
    """A live event page."""
    return host_pages.home.add_child(
        instance=EventPage(
            title="Open day",
            slug="open-day",
            begins=moment(2031, 5, 6, 12),
            ends=moment(2031, 5, 6, 16),
            venue="Lock house",
            body=[
                {"type": "upcoming_meetings", "value": {"heading": "Next", "group": "", "count": 5}}
            ],
        )
    )


# What is read from a page


def test_facts_are_read_from_fields_that_the_site_names(event: Any, settings: Any) -> None:
    assert facts_of(event) == EventFacts(event.begins, event.ends, "Lock house")
    page = type(event).objects.get(pk=event.pk).page_ptr
    assert facts_of(page).place == "Lock house"
    setattr(settings, PAGES, {"intranet.EventPage": {"place": "get_verbose_name"}})
    assert facts_of(event).place == "Event page"
    setattr(settings, PAGES, {})
    assert not facts_of(event)


@pytest.mark.parametrize(
    ("facts", "shown"),
    [
        (
            EventFacts(moment(2031, 5, 6, 12), moment(2031, 5, 6, 16), "Quay"),
            {"day": "2031-05-06", "starts_at": "14:00", "ends_at": "18:00", "place": "Quay"},
        ),
        (EventFacts(moment(2031, 5, 6, 12)), {"starts_at": "14:00", "ends_at": "15:00"}),
        (
            EventFacts(moment(2031, 5, 6, 12), moment(2031, 5, 6, 11)),
            {"starts_at": "14:00", "ends_at": "15:00"},
        ),
        (
            EventFacts(moment(2031, 5, 6, 12), moment(2031, 5, 8, 12)),
            {"day": "2031-05-06", "last_day": "2031-05-08", "ends_at": "14:00"},
        ),
        (
            EventFacts(moment(2031, 5, 6, 12), time_zone="Asia/Tokyo"),
            {"starts_at": "21:00", "time_zone": "Asia/Tokyo"},
        ),
        (EventFacts(moment(2031, 5, 6, 9).replace(tzinfo=None)), {"starts_at": "09:00"}),
        (
            EventFacts(datetime.date(2031, 5, 6), datetime.date(2031, 5, 7)),
            {"day": "2031-05-06", "last_day": "2031-05-07"},
        ),
        (EventFacts(place="Quay"), {"place": "Quay"}),
    ],
)
def test_facts_become_what_a_form_shows(facts: EventFacts, shown: dict[str, str]) -> None:
    values = facts.form_values("Europe/Amsterdam")
    texts = {
        name: value.strftime("%H:%M") if isinstance(value, datetime.time) else str(value)
        for name, value in values.items()
    }
    assert {name: texts[name] for name in shown} == shown
    assert ("starts_at" in values) is isinstance(facts.starts_at, datetime.datetime)


@pytest.mark.parametrize(
    ("pages", "wrong"),
    [
        ({}, 0),
        ({"intranet.EventPage": FIELDS, "wagtailcore.Page": {}}, 0),
        ({"intranet.Nothing": {}}, 1),
        ({"EventPage": {}}, 1),
        ({"wagtail_social_groups.Group": {}}, 1),
        ({"intranet.EventPage": {"when": "begins"}}, 1),
        ({"intranet.EventPage": {"place": "nowhere"}}, 1),
    ],
)
def test_check_names_what_is_not_there(settings: Any, pages: Any, wrong: int) -> None:
    setattr(settings, PAGES, pages)
    assert [found.id for found in check_event_pages()] == ["wagtail_social_meetings.E001"] * wrong


# Planning


def test_form_is_filled_from_the_page_that_the_address_names(
    cast: Any, client_of: Any, event: Any
) -> None:
    for url in ("/community/meetings/new/", of_group(cast, "closed", "new/")):
        answer = client_of("manager").get(f"{url}?event={event.pk}")
        shown = answer.context["form"].initial
        assert (shown["title"], shown["place"]) == ("Open day", "Lock house")
        assert str(shown["day"]) == "2031-05-06"
        assert shown["event_page"] == "http://testserver/open-day/" or shown["event_page"].endswith(
            "/open-day/"
        )


def test_meeting_is_planned_for_the_event(cast: Any, client_of: Any, event: Any) -> None:
    url = f"/community/meetings/new/?event={event.pk}"
    client_of("employee").post(url, form(event_page=event.get_url()))
    assert Meeting.objects.get(title="Pumps").event_page_id == event.pk


@pytest.mark.parametrize("name", ["finance", "draft", "password"])
def test_page_that_one_may_not_see_fills_nothing(
    cast: Any, client_of: Any, host_pages: Any, name: str
) -> None:
    page = getattr(host_pages, name)
    answers = [
        client_of("employee").get(f"/community/meetings/new/?event={key}")
        for key in (page.pk, 999999, "x", "9" * 40, "")
    ]
    assert len({str(answer.context["form"].initial) for answer in answers}) == 1


def test_button_takes_date_and_place_and_saves_nothing(
    cast: Any, client_of: Any, event: Any
) -> None:
    meeting = meeting_of(None, cast["member"])
    typed = form(title="Typed", event_page=event.get_url(), take="event")
    answer = client_of("member").post(at(meeting, "edit/"), typed)
    shown = answer.context["form"]
    assert (shown["title"].value(), shown["place"].value()) == ("Typed", "Lock house")
    assert (shown["starts_at"].value(), shown["ends_at"].value()) == ("14:00", "18:00")
    assert (anew(meeting).title, anew(meeting).place) == ("Cranes", "Quay 3")


def test_button_says_where_there_is_nothing_to_take(
    cast: Any, client_of: Any, host_pages: Any
) -> None:
    client = client_of("member")
    url = "/community/meetings/new/"
    silent = client.post(url, form(event_page=host_pages.news.get_url(), take="event"))
    assert "does not say when" in text_of(silent)
    for page in (host_pages.finance.get_url(), "/nothing/", ""):
        absent = client.post(url, form(event_page=page, take="event"))
        assert "There is no such page." in text_of(absent)
        assert absent.context["form"]["title"].value() == "Pumps"


def test_button_is_there_only_where_pages_say_something(client_of: Any, settings: Any) -> None:
    url = "/community/meetings/new/"
    assert 'name="take"' in client_of("member").get(url).content.decode()
    setattr(settings, PAGES, {"wagtailcore.Page": {}})
    assert 'name="take"' not in client_of("member").get(url).content.decode()


def test_only_pages_of_the_named_types_can_be_events(
    cast: Any, host_pages: Any, event: Any, settings: Any, client_of: Any
) -> None:
    setattr(settings, PAGES, {"intranet.EventPage": {}})
    meeting = meeting_of(None, cast["member"])
    values = {"event_page": host_pages.news}
    change = EditMeeting(actor=cast["member"], meeting=meeting, values=values)
    with pytest.raises(Refused) as refused:
        change.execute()
    assert (refused.value.code, refused.value.field) == ("page_type", "event_page")
    sent = form(event_page=host_pages.news.get_url())
    answer = client_of("member").post(at(meeting, "edit/"), sent)
    assert "event_page" in answer.context["form"].errors
    EditMeeting(actor=cast["member"], meeting=meeting, values={"event_page": event}).execute()
    assert anew(meeting).event_page_id == event.pk


# A page that goes


def test_deleted_event_page_leaves_the_meeting_as_it_was(
    cast: Any, client_of: Any, event: Any
) -> None:
    meeting = meeting_of(None, cast["superuser"], cast["member"], event_page=event)
    other = meeting_of(cast.groups["secret"], cast["manager"], event_page=event)
    client = client_of("superuser")
    url = f"/admin/pages/{event.pk}/delete/"
    warned = client.get(url).content.decode()
    assert "1 meeting belongs to this page" in warned
    client.post(url)
    assert anew(meeting).event_page is None and anew(other).event_page is None
    assert anew(meeting).starts_at == meeting.starts_at
    page = client_of("member").get(at(meeting))
    assert page.status_code == 200 and "Open day" not in text_of(page)
    sent = form(event_page="/open-day/")
    answer = client_of("superuser").post(at(meeting, "edit/"), sent)
    assert "There is no such page." in text_of(answer)


# What the page shows


def test_event_page_shows_each_viewer_the_meetings_they_read(
    cast: Any, client_of: Any, event: Any
) -> None:
    secret = cast.meetings["secret"].meeting
    Meeting.objects.filter(pk=secret.pk).update(event_page=event)
    word = CANARY["secret"]
    mine = client_of("member").get(event.url).content.decode().lower()
    assert word["meeting"] in mine and word["item"] in mine
    for role in ("employee", "superuser", "anonymous"):
        other = client_of(role).get(event.url).content.decode().lower()
        assert not [text for text in word.values() if text in other]


def test_event_page_leads_who_may_plan_to_the_form(
    cast: Any, client_of: Any, event: Any, settings: Any
) -> None:
    url = f"/community/meetings/new/?event={event.pk}"
    assert url in client_of("employee").get(event.url).content.decode()
    assert url not in client_of("anonymous").get(event.url).content.decode()
    settings.WAGTAIL_SOCIAL_EMPLOYEES_PLAN_MEETINGS = False
    assert url not in client_of("employee").get(event.url).content.decode()


def drawn(tag: str, user: Any, **context: Any) -> str:
    """Return what a tag draws for a user."""
    request = RequestFactory().get("/")
    request.user = user
    template = Template("{% load wagtail_social_meetings %}{% " + tag + " %}")
    return template.render(Context({"request": request, **context}))


def test_alias_of_an_event_shows_its_meetings(cast: Any, event: Any) -> None:
    meeting_of(None, cast["member"], event_page=event)
    alias = event.create_alias(update_slug="again")
    assert "Cranes" in drawn("social_meetings page", cast["member"], page=alias)


def test_tag_draws_nothing_on_a_page_that_one_may_not_see(cast: Any, event: Any) -> None:
    meeting_of(None, cast["member"], event_page=event)
    restriction = PageViewRestriction.objects.create(page=event, restriction_type="groups")
    assert drawn("social_meetings page", cast["member"], page=event) == ""
    restriction.delete()
    assert "Cranes" in drawn("social_meetings page", cast["member"], page=event)
    assert (
        Template("{% load wagtail_social_meetings %}{% social_meetings page %}").render(
            Context({"page": event})
        )
        == ""
    )


def test_upcoming_meetings_are_the_viewers_own_or_those_of_a_group(cast: Any) -> None:
    Meeting.objects.all().delete()
    now, hour = timezone.now(), datetime.timedelta(hours=1)

    def made(group: str, guest: str, title: str, begin: Any, **fields: Any) -> None:
        meeting_of(
            cast.groups[group],
            cast[guest],
            title=title,
            starts_at=begin,
            ends_at=begin + hour,
            **fields,
        )

    made("closed", "member", "Zqmine", now + hour)
    made("closed", "manager", "Zqtheirs", now + 2 * hour)
    made("closed", "member", "Zqpast", now - 2 * hour)
    made("closed", "member", "Zqoff", now + hour, cancelled_at=now)
    own = drawn("social_upcoming", cast["member"])
    assert "Zqmine" in own and not [w for w in ("Zqtheirs", "Zqpast", "Zqoff") if w in own]
    group = cast.groups["closed"]
    of_it = drawn("social_upcoming group=group count=5", cast["member"], group=group)
    assert "Zqmine" in of_it and "Zqtheirs" in of_it and "Zqpast" not in of_it
    assert "Zqtheirs" not in drawn(
        "social_upcoming group=group count=1", cast["member"], group=group
    )
    assert "Zq" not in drawn("social_upcoming group=group", cast["employee"], group=group)


@pytest.mark.parametrize("role", ["member", "employee", "anonymous"])
def test_blocks_show_what_the_viewer_reads(
    cast: Any, client_of: Any, event: Any, role: str
) -> None:
    word, closed = CANARY["closed"], cast.groups["closed"]
    event.body = [
        {"type": "meeting", "value": cast.meetings["closed"].meeting.pk},
        {
            "type": "upcoming_meetings",
            "value": {"heading": "N", "group": str(closed.pk), "count": 3},
        },
    ]
    event.save()
    found = client_of(role).get(event.url).content.decode().lower()
    assert (found.count(word["meeting"]) >= 2) is (role == "member")
    assert (word["item"] in found) is (role == "member")


def test_block_shows_editors_the_number_of_what_not_all_read(
    cast: Any, client_of: Any, event: Any
) -> None:
    for group in ("secret", "everyone"):
        event.body = [{"type": "meeting", "value": cast.meetings[group].meeting.pk}]
        event.save()
        event.save_revision()
        found = client_of("superuser").get(f"/admin/pages/{event.pk}/edit/").content.decode()
        title = CANARY[group]["meeting"]
        assert (title in found.lower()) is (group == "everyone")


def test_queries_do_not_grow_with_the_meetings(cast: Any, client_of: Any, event: Any) -> None:
    client = client_of("member")

    def more() -> None:
        made = meeting_of(cast.groups["closed"], cast["manager"], event_page=event)
        Attendance.objects.create(meeting=made, user=cast["member"])
        made.items.create(title="An item")

    def asked() -> int:
        with counted_queries() as found:
            client.get(event.url)
        return len(found)

    more()
    asked()
    before = asked()
    for _number in range(5):
        more()
    assert asked() == before
