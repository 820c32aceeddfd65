"""The example organisation: its pages, its people's rights, and what was said under the news."""

from __future__ import annotations

import datetime
import json
import zoneinfo
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.utils import timezone
from django.utils.html import escape
from wagtail.models import GroupPagePermission, Locale, Page, Site

from wagtail_social.conversations.actions import PostComment
from wagtail_social.conversations.pages.models import CommunityHomePage
from wagtail_social.conversations.targets import Place, page_target
from wagtail_social.groups.models import Group as SocialGroup
from wagtail_social.groups.pages.models import GroupPage
from wagtail_social.meetings.models import (
    AgendaItem,
    Attendance,
    Duty,
    Meeting,
    MeetingState,
)
from wagtail_social.meetings.pages.models import MeetingPage
from wagtail_social.topics.vocabulary import topics_named

from .models import EventPage, HomePage, NewsIndexPage, NewsPage, StandardPage

FOLDER = Path(__file__).resolve().parent.parent / "demo"
PASSWORD = "havenkant"
EDITOR = "piet.devries"
COMMUNITY_MANAGER = "mira.rossi"
ADMINISTRATOR = "admin"


def read(name: str) -> Any:
    """Return what a file of the demo holds."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def paragraphs(texts: list[str]) -> str:
    """Return plain paragraphs as rich text."""
    return "".join(f"<p>{escape(text)}</p>" for text in texts)


def serve_at(address: str) -> None:
    """Let Wagtail know where the intranet is served, which another run may do elsewhere."""
    parts = urlsplit(address)
    site = Site.objects.get(is_default_site=True)
    site.hostname = parts.hostname or "127.0.0.1"
    site.port = parts.port or (443 if parts.scheme == "https" else 80)
    site.save()


def make_site() -> HomePage:
    """Make the organisation's own pages, once."""
    existing = HomePage.objects.first()
    if existing is not None:
        return existing
    Locale.objects.get_or_create(language_code="en")
    content = read("pages.json")
    root = Page.get_first_root_node()
    for default in root.get_children().filter(slug="home"):
        default.delete()
    root.refresh_from_db()
    text = content["home"]
    home = root.add_child(
        instance=HomePage(
            title=text["title"], slug="home", intro=text["intro"], body=paragraphs(text["body"])
        )
    )
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "root_page": home,
            "site_name": "Havenkant",
        },
    )
    news = home.add_child(
        instance=NewsIndexPage(
            title="News", slug="news", intro="What is new at Havenkant.", show_in_menus=True
        )
    )
    for item in content["news"]:
        page = news.add_child(
            instance=NewsPage(
                title=item["title"],
                slug=item["slug"],
                date=datetime.date.fromisoformat(item["date"]),
                intro=item["intro"],
                body=paragraphs(item["body"]),
            )
        )
        page.tags.set(topics_named(item["tags"]))
        page.save()
    for section in content["sections"]:
        _add_section(home, section, in_menu=True)
    return home


def _add_section(parent: Page, text: dict[str, Any], *, in_menu: bool = False) -> None:
    page = parent.add_child(
        instance=StandardPage(
            title=text["title"],
            slug=text["slug"],
            intro=text["intro"],
            body=paragraphs(text["body"]),
            show_in_menus=in_menu,
        )
    )
    for child in text.get("children", []):
        _add_section(page, child)


def give_rights() -> None:
    """Give everybody the demo's password, and rights to the editor and the community manager."""
    users = get_user_model().objects
    for person in users.filter(is_active=True):
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])
    if not users.filter(username=ADMINISTRATOR).exists():
        users.create_superuser(ADMINISTRATOR, "admin@example.org", PASSWORD)
    access = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")

    editors, _created = Group.objects.get_or_create(name="Communications")
    meetings = Permission.objects.filter(
        content_type__app_label="wagtail_social_meetings", content_type__model="meeting"
    )
    editors.permissions.add(access, *meetings)
    for codename in ("add_page", "change_page", "publish_page"):
        permission = Permission.objects.get(
            content_type__app_label="wagtailcore", codename=codename
        )
        GroupPagePermission.objects.get_or_create(
            group=editors, page=HomePage.objects.get(), permission=permission
        )
    users.get(username=EDITOR).groups.add(editors)

    managers, _created = Group.objects.get_or_create(name="Community managers")
    managers.permissions.add(
        access,
        *Permission.objects.filter(content_type__app_label__startswith="wagtail_social"),
    )
    users.get(username=COMMUNITY_MANAGER).groups.add(managers, editors)


def make_presentations() -> None:
    """Make the pages that present the community's home and one group, once."""
    home = HomePage.objects.get()
    if not CommunityHomePage.objects.exists():
        home.add_child(
            instance=CommunityHomePage(
                title="Community",
                slug="together",
                intro="What colleagues say and ask, from the fourth floor to the crew room.",
            )
        )
    group = SocialGroup.objects.filter(title="Running club").first()
    if group is not None and not GroupPage.objects.exists():
        home.add_child(
            instance=GroupPage(
                title="Running at Havenkant",
                slug="running",
                group=group,
                body=[
                    (
                        "text",
                        "<p>We run on Thursdays at half past five, from the bike shed of the "
                        "Kadehuis. No watch needed, shoes are.</p>",
                    )
                ],
            )
        )


def make_events() -> None:
    """Make the page of an event, with its meeting, and a page that presents the meeting, once."""
    if EventPage.objects.exists():
        return
    home = HomePage.objects.get()
    zone = zoneinfo.ZoneInfo("Europe/Amsterdam")
    day = timezone.localdate() + datetime.timedelta(days=24)
    begins = datetime.datetime.combine(day, datetime.time(14), tzinfo=zone)
    event = home.add_child(
        instance=EventPage(
            title="Open day of the bridges",
            slug="open-day",
            intro="Once a year the town looks into the engine rooms, and we show it how.",
            begins=begins,
            ends=begins + datetime.timedelta(hours=4),
            venue="Lock house, Binnenhaven",
            body=[("text", "<p>Who helps is on shift that day. Coffee for everybody else.</p>")],
        )
    )
    planning = Meeting.objects.create(
        title="What the open day needs",
        purpose="Who stands where, and who brings the key of the machine room.",
        starts_at=begins - datetime.timedelta(days=10, hours=4),
        ends_at=begins - datetime.timedelta(days=10, hours=3),
        time_zone=str(zone),
        place="Kadehuis, room 2.11",
        open_to_all=True,
        event_page=event,
        state=MeetingState.OPEN,
    )
    people = get_user_model().objects.filter(username__in=["mira.rossi", "sanne.bakker", EDITOR])
    for person in people:
        duty = Duty.CHAIR if person.get_username() == COMMUNITY_MANAGER else Duty.ATTENDEE
        Attendance.objects.create(meeting=planning, user=person, duty=duty)
    items = ["Who stands where", "Keys and lights", "What we tell the neighbours"]
    for place, title in enumerate(items, start=1):
        AgendaItem.objects.create(meeting=planning, title=title, minutes=20, position=place)
    home.add_child(
        instance=MeetingPage(
            title="Getting ready for the open day",
            slug="open-day-meeting",
            meeting=planning,
            body=[("text", "<p>Come along if you would like to help. No tools needed.</p>")],
        )
    )


def discuss_news() -> int:
    """Put the discussions under the news, once; returns how many comments were made."""
    people = {user.get_username(): user for user in get_user_model().objects.all()}
    made = 0
    for slug, comments in read("discussions.json").items():
        page = NewsPage.objects.get(slug=slug).page_ptr
        place = Place.system(page_target(), page)
        if place.discussion is not None and place.discussion.comment_count:
            continue
        posted: list[Any] = []
        for comment in comments:
            parent = comment["parent"]
            posted.append(
                PostComment(
                    actor=None,
                    author=people[comment["author"]],
                    place=place,
                    source=comment["body"],
                    parent=None if parent is None else posted[parent],
                    created_at=datetime.datetime.fromisoformat(comment["created"]),
                ).execute()
            )
            made += 1
    return made
