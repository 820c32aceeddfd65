"""The page of one's choices: channels, digest, quiet hours, groups, muted conversations."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from tests.cast import CANARY, PASSWORD, session_ends
from wagtail_social.conversations.actions import FollowDiscussion
from wagtail_social.groups.models import PRESETS, Group, Membership
from wagtail_social.notifications.actions import ChooseChannels, ChooseGroupLevel
from wagtail_social.notifications.choosing import chosen_channels, level_of
from wagtail_social.notifications.models import ChoiceOfChannel, GroupChoice, PersonalSettings

PAGE = "/community/notifications/settings/"

#: What the page sends of somebody who has chosen nothing yet.
USUAL = {
    "digest": "week",
    "digest_hour": "7",
    "quiet_from": "",
    "quiet_until": "",
    "time_zone": "",
    "language": "",
    **{
        f"hear_site_{name}": "on"
        for name in (
            "mention",
            "whole_group",
            "call",
            "reply",
            "my_thread",
            "thread",
            "reaction",
            "group_activity",
            "meeting",
            "action",
            "moderation",
        )
    },
    **{
        f"hear_mail_{name}": "on"
        for name in ("mention", "whole_group", "call", "reply", "meeting", "action", "invitation")
    },
}


def without(*names: str) -> dict[str, str]:
    return {name: value for name, value in USUAL.items() if name not in names}


def boxes(html: str) -> dict[str, bool]:
    """Return the boxes of a page by name, and whether they are ticked."""
    found = re.findall(r'<input type="checkbox" name="([^"]+)"([^>]*)>', html)
    return {name: "checked" in rest for name, rest in found}


def get(client: Any, address: str = PAGE) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return str(response.content.decode())


def test_untouched_page_shows_what_is_usual_and_saving_it_keeps_nothing(
    client_of: Any, cast: Any
) -> None:
    client = client_of("member")
    html = get(client)
    assert {name for name, ticked in boxes(html).items() if ticked} == {
        name for name in USUAL if name.startswith("hear_")
    }
    assert client.post(PAGE, USUAL).status_code == 303
    assert not ChoiceOfChannel.objects.filter(user=cast["member"]).exists()
    assert not GroupChoice.objects.filter(user=cast["member"]).exists()


def test_person_saves_all_of_it_and_finds_it_again(client_of: Any, cast: Any) -> None:
    client, group = client_of("member"), cast.groups["closed"]
    sent = without("hear_site_reaction", "hear_mail_mention") | {
        "hear_mail_thread": "on",
        "digest": "day",
        "digest_hour": "18",
        "quiet_from": "08:00",
        "quiet_until": "15:30",
        "time_zone": "Asia/Tokyo",
        "language": "nl",
        "brief": "on",
        f"group_{group.pk}": "nothing",
    }
    response = client.post(PAGE, sent, follow=True)
    html = response.content.decode()
    assert "Your choices are saved." in html
    chosen = chosen_channels(cast["member"])
    assert not chosen["reaction", "site"] and not chosen["mention", "mail"]
    assert chosen["thread", "mail"] and chosen["mention", "site"]
    personal = PersonalSettings.objects.get(user=cast["member"])
    assert (personal.digest, personal.digest_hour, personal.brief) == ("day", 18, True)
    assert (personal.quiet_from, personal.quiet_until) == (datetime.time(8), datetime.time(15, 30))
    assert (personal.time_zone, personal.language) == ("Asia/Tokyo", "nl")
    assert level_of(cast["member"], group) == "nothing"
    assert 'value="15:30"' in html and '<option value="Asia/Tokyo" selected>' in html
    ticked = boxes(html)
    assert ticked["hear_mail_thread"] and not ticked["hear_site_reaction"]


def test_what_is_usual_again_is_forgotten(client_of: Any, cast: Any) -> None:
    client = client_of("member")
    client.post(PAGE, without("hear_site_reaction"))
    assert ChoiceOfChannel.objects.filter(user=cast["member"]).count() == 1
    client.post(PAGE, USUAL)
    assert not ChoiceOfChannel.objects.filter(user=cast["member"]).exists()


def test_nobody_elses_choices_change(client_of: Any, cast: Any) -> None:
    theirs = {("mention", "mail"): False}
    ChooseChannels(actor=cast["author"], wanted=theirs).execute()
    group = cast.groups["open"]
    ChooseGroupLevel(actor=cast["author"], group=group, level="nothing").execute()
    client_of("member").post(PAGE, USUAL | {f"group_{group.pk}": "all", "user": cast["author"].pk})
    assert not chosen_channels(cast["author"])["mention", "mail"]
    assert level_of(cast["author"], group) == "nothing"
    assert level_of(cast["member"], group) == "all"
    assert not PersonalSettings.objects.filter(user=cast["author"]).exists()


@pytest.mark.parametrize(
    ("hours", "field", "words"),
    [
        (("22:00", ""), "id_quiet_until", "leave both empty"),
        (("", "06:00"), "id_quiet_from", "leave both empty"),
        (("07:00", "07:00"), "id_quiet_until", "must end at another time"),
        (("late", "06:00"), "id_quiet_from", "valid time"),
    ],
)
def test_wrong_hours_are_said_at_the_field_and_nothing_is_lost(
    client_of: Any, cast: Any, hours: tuple[str, str], field: str, words: str
) -> None:
    group = cast.groups["open"]
    sent = without("hear_site_reaction") | {
        "quiet_from": hours[0],
        "quiet_until": hours[1],
        "digest": "never",
        f"group_{group.pk}": "all",
    }
    response = client_of("member").post(PAGE, sent)
    html = response.content.decode()
    assert response.status_code == 422
    assert words in html and f'href="#{field}"' in html
    assert not boxes(html)["hear_site_reaction"]
    assert '<option value="all" selected>' in html
    assert re.search(r'value="never"[^>]* checked', html)
    assert all(f'value="{hour}"' in html for hour in hours if hour)
    assert not ChoiceOfChannel.objects.exists() and not PersonalSettings.objects.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("time_zone", "Mars/Olympus"),
        ("language", "tlh"),
        ("digest", "hourly"),
        ("digest_hour", "24"),
        ("digest_hour", "x"),
    ],
)
def test_what_cannot_be_chosen_is_refused(client_of: Any, name: str, value: str) -> None:
    assert client_of("member").post(PAGE, USUAL | {name: value}).status_code == 422
    assert not PersonalSettings.objects.exists()


def test_level_of_a_foreign_group_is_not_taken(client_of: Any, cast: Any) -> None:
    """Class 9: whether the group exists makes no difference to the answer."""
    client = client_of("employee")
    for key in (cast.groups["secret"].pk, 987654):
        assert client.post(PAGE, USUAL | {f"group_{key}": "all"}).status_code == 303
    assert not GroupChoice.objects.exists()
    assert CANARY["secret"]["title"] not in get(client).lower()


def test_who_has_no_address_is_asked_nothing_about_mail_and_loses_nothing(
    client_of: Any, cast: Any
) -> None:
    client, person = client_of("member"), cast["member"]
    client.post(PAGE, without("hear_mail_mention") | {"digest": "day"})
    person.email = ""
    person.save(update_fields=["email"])
    html = get(client)
    assert "everything comes to you on site" in html
    assert not any("mail" in name for name in boxes(html))
    assert "Quiet hours" not in html and "Digest" not in html
    sent = {name: "on" for name in USUAL if "site" in name and "reaction" not in name}
    assert client.post(PAGE, sent).status_code == 303
    chosen = chosen_channels(person)
    assert not chosen["reaction", "site"] and not chosen["mention", "mail"]
    assert PersonalSettings.objects.get(user=person).digest == "day"


def test_invitations_always_show_on_site(client_of: Any, cast: Any) -> None:
    client = client_of("member")
    html = get(client)
    assert "On site, always" in html and "hear_site_invitation" not in boxes(html)
    ChooseChannels(actor=cast["member"], wanted={("invitation", "site"): False}).execute()
    assert not ChoiceOfChannel.objects.exists()


def test_choices_made_before_the_session_ended_are_back(client: Any, cast: Any) -> None:
    client.force_login(cast["member"])
    client.get(PAGE)
    session_ends(client)
    response = client.post(PAGE, without("hear_site_reaction") | {"digest": "never"})
    data = {"username": "member", "password": PASSWORD, "next": PAGE}
    client.post(response["Location"], data)
    html = get(client)
    assert not boxes(html)["hear_site_reaction"] and boxes(html)["hear_site_mention"]
    assert re.search(r'value="never"[^>]* checked', html)


def _join_many(person: Any, count: int) -> None:
    visibility, join_policy = PRESETS["open"]
    for number in range(count):
        group = Group.objects.create(
            title=f"Circle {number:03}",
            slug=f"circle-{number:03}",
            visibility=visibility,
            join_policy=join_policy,
        )
        Membership.objects.create(group=group, user=person, state="active", role="member")


def test_number_of_queries_does_not_depend_on_the_groups(
    sign_in: Any, cast: Any, queries: Callable[..., Any]
) -> None:
    counts, person = [], cast["employee"]
    client = sign_in(person)
    for many in (2, 40):
        Group.objects.filter(title__startswith="Circle").delete()
        _join_many(person, many)
        get(client)
        with queries() as found:
            html = get(client)
        assert html.count("Circle 0") >= many
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_more_groups_are_a_button_away_that_saves_first(sign_in: Any, cast: Any) -> None:
    person = cast["employee"]
    _join_many(person, 60)
    client = sign_in(person)
    html = get(client)
    more = re.search(r'name="next" value="([^"]+)"', html)
    assert "Circle 040" in html and "Circle 059" not in html and more
    response = client.post(PAGE, without("hear_site_reaction") | {"next": more[1]})
    assert response["Location"] == more[1]
    assert not chosen_channels(person)["reaction", "site"]
    later = get(client, more[1].partition("#")[0])
    assert "Circle 059" in later and "Circle 040" not in later
    last = Group.objects.get(title="Circle 059")
    client.post(more[1].partition("#")[0], USUAL | {f"group_{last.pk}": "all"})
    assert level_of(person, last) == "all"


def test_muted_conversation_is_heard_of_again(client_of: Any, cast: Any) -> None:
    client, place = client_of("member"), cast.place("member", "closed")
    FollowDiscussion(actor=cast["member"], place=place, level="muted").execute()
    html = get(client)
    assert "Muted conversations" in html and CANARY["closed"]["posttitle"] in html
    again = re.search(r'action="([^"]+level=following)"', html)
    assert again
    response = client.post(again[1], {"next": f"{PAGE}#muted"})
    assert response["Location"] == f"{PAGE}#muted"
    assert "Muted conversations" not in get(client)


def test_muted_conversation_of_a_group_one_has_left_is_not_named(client_of: Any, cast: Any) -> None:
    place = cast.place("member", "secret")
    FollowDiscussion(actor=cast["member"], place=place, level="muted").execute()
    Membership.objects.filter(user=cast["member"], group=cast.groups["secret"]).delete()
    assert CANARY["secret"]["posttitle"] not in get(client_of("member"))


def test_own_profile_leads_to_the_settings_and_a_colleagues_does_not(
    client_of: Any, cast: Any
) -> None:
    client = client_of("member")
    assert PAGE in client.get("/community/people/me/", follow=True).content.decode()
    profile = reverse("wagtail_social:person", args=[cast["author"].pk])
    assert PAGE not in client.get(profile).content.decode()
