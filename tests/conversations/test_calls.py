"""Asking colleagues for their view: who may, who is asked, and how often."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import PageViewRestriction

from tests.cast import session_ends
from wagtail_social import events
from wagtail_social.actions import NotVisible, Refused
from wagtail_social.conversations.actions import (
    CallColleagues,
)
from wagtail_social.conversations.models import Call
from wagtail_social.conversations.targets import place_for
from wagtail_social.groups.actions import RemoveMember

from .test_home import page

SIDE = "Asked for your view"


def asking(where: Any, kind: str = "post") -> str:
    """Return the address of the form."""
    return reverse("wagtail_social:call", args=[kind, where.pk])


def test_member_asks_colleagues_and_both_see_it_at_the_discussion(
    cast: Any, client_of: Any, post: Any, answer: Any
) -> None:
    where = post("author", title="Rosters")
    address = where.get_absolute_url()
    client = client_of("member")
    html = page(client, address)
    assert f'href="{asking(where)}"' in html and "Ask colleagues" in html
    form = page(client, asking(where))
    assert f"/suggest/people/post/{where.pk}/" in form and 'name="moderators"' in form
    fields = {"people": "@moderator, second.manager", "text": "Too  many?"}
    response = client.post(asking(where), fields, follow=True)
    assert response.redirect_chain == [(f"{address}#talk", 303)]
    html = response.content.decode()
    assert "2 colleagues are asked now." in html
    assert "Asked: Selma Öztürk (not yet), Mats Lindholm (not yet)" in html
    assert "asks for your view" not in html
    asked = page(client_of("moderator"), address)
    assert "Marit Bakker asks for your view: “Too many?”" in asked
    assert f'href="#thread-post-{where.pk}-source"' in asked and SIDE in asked
    assert "Asked: " not in asked
    answer("moderator", where)
    asked = page(client_of("moderator"), address)
    assert "asks for your view" not in asked and SIDE not in asked
    html = page(client, address)
    assert "Asked: Selma Öztürk (not yet), Mats Lindholm (answered)" in html


@pytest.mark.parametrize("role", ["employee", "banned", "former", "requested"])
def test_who_takes_no_part_asks_nobody(client_of: Any, post: Any, role: str) -> None:
    before = Call.objects.count()
    where = post("author")
    client = client_of(role)
    assert asking(where) not in page(client, where.get_absolute_url())
    assert client.get(asking(where)).status_code == 403
    response = client.post(asking(where), {"people": "@author", "text": "Well?"})
    assert response.status_code == 422 and "Join the group" in response.content.decode()
    assert Call.objects.count() == before


@pytest.mark.parametrize("method", ["get", "post"])
def test_outsider_finds_nothing(client_of: Any, post: Any, method: str) -> None:
    """Class 9: the address of a closed group's discussion is as good as none."""
    where = post("author", "closed")
    for role in ("employee", "invited", "superuser"):
        assert getattr(client_of(role), method)(asking(where)).status_code == 404
    assert getattr(client_of("member"), method)(asking(where, "none")).status_code == 404
    gone = asking(where).replace(str(where.pk), "999999")
    assert getattr(client_of("member"), method)(gone).status_code == 404


def test_only_who_may_read_is_asked_and_the_form_keeps_what_was_typed(
    cast: Any, client_of: Any, post: Any
) -> None:
    """Class 7: a call never tells of a discussion to somebody who may not read it."""
    before = Call.objects.count()
    where = post("author", "secret")
    fields = {"people": "@employee @moderator @banned", "text": "What do you say?"}
    response = client_of("member").post(asking(where), {**fields, "moderators": "on"})
    html = response.content.decode()
    assert response.status_code == 422
    assert "Bram Nijland, Emma Visser cannot read this." in html
    bound = response.context["form"]
    assert {name: bound[name].value() for name in fields} == fields
    assert bound["moderators"].value() is True and "people" in bound.errors
    assert Call.objects.count() == before
    assert "zqsecret" not in page(client_of("employee"), "/community/")


def test_person_without_a_name_that_one_knows_is_refused_without_one(cast: Any, post: Any) -> None:
    where = post("author")
    place = place_for(cast["member"], "post", where.pk)
    for pk in (cast["deactivated"].pk, 10**9):
        with pytest.raises(Refused, match="Somebody whom you named") as refused:
            CallColleagues(actor=cast["member"], place=place, user_ids=[pk]).execute()
        assert refused.value.field == "people"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"people": ""}, "Please name a colleague."),
        ({"people": "@nobody"}, "We know no colleague called “@nobody”."),
        ({"people": "@member"}, "You cannot ask yourself."),
        ({"people": " ".join(["@author"] * 51)}, "Please ask at most 50 people at once."),
        ({"people": "@author", "text": "t" * 301}, "300"),
        ({"people": "@author\x00"}, "Null characters"),
    ],
)
def test_form_says_what_is_wrong(
    client_of: Any, post: Any, fields: dict[str, str], said: str
) -> None:
    before = Call.objects.count()
    where = post("author")
    sent = {"text": "Kept line"} | fields
    response = client_of("member").post(asking(where), sent)
    html = response.content.decode()
    assert response.status_code == 422 and said in html and sent["text"] in html
    assert Call.objects.count() == before


def test_action_caps_how_many_are_asked_at_once(cast: Any, post: Any) -> None:
    place = place_for(cast["member"], "post", post("author").pk)
    with pytest.raises(Refused, match="at most 50"):
        CallColleagues(
            actor=cast["member"], place=place, user_ids=range(10**6, 10**6 + 51)
        ).execute()


def test_all_who_moderate_are_asked_by_one_box(cast: Any, client_of: Any, post: Any) -> None:
    where = post("author")
    client = client_of("manager")
    response = client.post(asking(where), {"people": "@author @moderator", "moderators": "on"})
    assert response.status_code == 303
    asked = Call.objects.filter(discussion__target_id=where.pk, asker=cast["manager"])
    names = {cast[role].pk for role in ("author", "moderator", "second_manager")}
    assert {row.person_id for row in asked} == names


def test_asking_twice_is_passed_over_until_there_is_an_answer(
    cast: Any, client_of: Any, post: Any, call: Any, answer: Any
) -> None:
    where = post("author")
    fields = {"people": "@moderator", "text": "First"}
    client_of("member").post(asking(where), fields)
    again = client_of("member").post(asking(where), {**fields, "text": "Second"}, follow=True)
    assert "you have asked them already" in again.content.decode()
    rows = Call.objects.filter(discussion__target_id=where.pk)
    assert [row.text for row in rows] == ["First"]
    assert len(call("author", where, "moderator")) == 1
    answer("moderator", where)
    assert not rows.unanswered().exists()
    assert len(call("member", where, "moderator", "manager", text="Third")) == 2
    html = page(client_of("member"), where.get_absolute_url())
    assert html.count("Mats Lindholm (") == 1 and "Mats Lindholm (not yet)" in html


def test_event_tells_the_new_rows_only(
    cast: Any, post: Any, call: Any, django_capture_on_commit_callbacks: Any
) -> None:
    where = post("author")
    told: list[Any] = []

    def hear(actor: Any, calls: list[Call], **kwargs: Any) -> None:
        told.append((actor, [(row.pk is not None, row.person_id) for row in calls]))

    events.colleagues_called.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            call("member", where, "moderator")
            call("member", where, "moderator", "manager")
            call("member", where, "manager")
    finally:
        events.colleagues_called.disconnect(hear)
    member = cast["member"]
    assert told == [
        (member, [(True, cast["moderator"].pk)]),
        (member, [(True, cast["manager"].pk)]),
    ]


def test_who_was_put_out_meanwhile_asks_nobody(cast: Any, post: Any) -> None:
    where = post("author", "secret")
    late = place_for(cast["member"], "post", where.pk)
    secret = cast.groups["secret"]
    RemoveMember(actor=cast["manager"], group=secret, user=cast["member"]).execute()
    with pytest.raises(NotVisible):
        CallColleagues(actor=cast["member"], place=late, user_ids=[cast["author"].pk]).execute()


def test_colleagues_are_asked_below_a_page_of_the_host(
    cast: Any, client_of: Any, host_pages: Any, answer: Any
) -> None:
    news = host_pages.news
    client = client_of("employee")
    assert asking(news, "page") in page(client, news.url)
    form = page(client, asking(news, "page"))
    assert 'name="moderators"' not in form
    fields = {"people": "@author", "text": "True?", "moderators": "on"}
    response = client.post(asking(news, "page"), fields)
    assert response.status_code == 303 and response["Location"] == f"{news.url}#talk"
    assert "Asked: Anouk Terwiel (not yet)" in page(client, news.url)
    called = client_of("author")
    assert "Emma Visser asks for your view: “True?”" in page(called, news.url)
    assert f'href="{news.url}#talk"' in page(called, "/community/")
    answer("author", news, "page")
    assert "Asked: Anouk Terwiel (answered)" in page(client, news.url)
    assert "asks for your view" not in page(called, news.url)


def test_page_of_some_is_asked_about_among_those(
    cast: Any, client_of: Any, host_pages: Any, call: Any
) -> None:
    """Class 7: view restrictions of the host hold for calls, also those set later."""
    finance = host_pages.finance
    with pytest.raises(Refused, match="Emma Visser cannot read this"):
        call("manager", finance, "employee", kind="page")
    assert client_of("employee").get(asking(finance, "page")).status_code == 404
    call("manager", host_pages.news, "employee", kind="page")
    assert SIDE in page(client_of("employee"), "/community/")
    PageViewRestriction.objects.create(page=host_pages.news, restriction_type="groups")
    assert SIDE not in page(client_of("employee"), "/community/")


def test_asking_is_throttled_and_looking_at_the_form_is_not(
    client_of: Any, post: Any, settings: Any
) -> None:
    """Class 14: nobody is flooded with questions."""
    settings.WAGTAIL_SOCIAL_THROTTLES = {"call": "1/h"}
    where = post("author")
    client = client_of("member")
    for _ in range(3):
        assert client.get(asking(where)).status_code == 200
    assert client.post(asking(where), {"people": "@author"}).status_code == 303
    response = client.post(asking(where), {"people": "@manager", "text": "And you?"})
    assert response.status_code == 429 and int(response["Retry-After"]) > 0
    assert "And you?" in response.content.decode()


def test_form_of_an_ended_session_comes_back(cast: Any, sign_in: Any, post: Any) -> None:
    where = post("author")
    client = sign_in(cast["member"])
    client.get(asking(where))
    session_ends(client)
    fields = {"people": "@manager", "text": "What now?", "moderators": "on"}
    assert client.post(asking(where), fields).status_code == 302
    client.force_login(cast["member"])
    bound = client.get(asking(where)).context["form"]
    assert {name: bound[name].value() for name in fields} == fields
