"""Writing, changing, taking away and bringing back posts, through their pages."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from tests.cast import session_ends
from wagtail_social.conversations.actions import EditComment, EditPost, RemoveComment, RemovePost
from wagtail_social.conversations.models import Post, Revision
from wagtail_social.conversations.views import history
from wagtail_social.groups.actions import ArchiveGroup, BanMember

from .test_home import page


@pytest.fixture
def new(cast: Any) -> str:
    """The address of the form for a post in the open group."""
    return reverse("wagtail_social:post_new", args=[cast.groups["open"].slug])


def form(**fields: Any) -> dict[str, Any]:
    return {
        "kind": "update",
        "title": "",
        "source": "Hello.",
        "topics": "",
        "language": "",
    } | fields


def test_form_says_who_will_read_it_in_plain_words(cast: Any, client_of: Any, new: str) -> None:
    assert "Everyone at Havenkant can read this." in page(client_of("member"), new)
    closed = reverse("wagtail_social:post_new", args=[cast.groups["closed"].slug])
    count = cast.groups["closed"].member_count
    assert f"({count} people)" in page(client_of("member"), closed)


def test_member_publishes_with_kind_topics_language_and_is_led_to_it(
    cast: Any, client_of: Any, new: str
) -> None:
    client = client_of("member")
    sent = form(kind="question", title="Keys", topics="Boats, new building,boats", language="nl")
    response = client.post(new, sent, follow=True)
    post = Post.objects.get(title="Keys")
    assert response.redirect_chain == [(post.get_absolute_url(), 303)]
    assert post.kind == "question" and post.language == "nl" and post.author == cast["member"]
    assert sorted(post.tags.names()) == ["Boats", "new building"]
    html = response.content.decode()
    assert "Posted." in html and 'lang="nl"' in html
    assert f'data-ws-draft-clear="post-new-{cast.groups["open"].pk}"' in html


def test_same_form_sent_twice_is_one_post(client_of: Any, new: str) -> None:
    key = str(uuid.uuid4())
    client = client_of("member")
    first = client.post(new, form(source="Once.", submission=key))
    second = client.post(new, form(source="Once.", submission=key))
    assert first["Location"] == second["Location"]
    assert Post.objects.filter(source="Once.").count() == 1


def test_same_form_with_other_words_or_in_another_group_is_another_post(
    cast: Any, client_of: Any, new: str
) -> None:
    client, key = client_of("member"), str(uuid.uuid4())
    other = reverse("wagtail_social:post_new", args=[cast.groups["closed"].slug])
    said = [
        (new, "", "Draft."),
        (new, "", "Better."),
        (new, "Title", "Draft."),
        (other, "", "Draft."),
    ]
    places = [
        client.post(to, form(title=title, source=source, submission=key))["Location"]
        for to, title, source in said * 2
    ]
    assert len(set(places)) == 4 and places[:4] == places[4:]
    assert Post.objects.filter(source__in=["Draft.", "Better."]).count() == 4


def test_each_form_carries_a_key_of_its_own(client_of: Any, new: str) -> None:
    client = client_of("member")
    keys = {client.get(new).context["form"]["submission"].value() for _ in range(2)}
    assert len(keys) == 2


@pytest.mark.parametrize("key", ["", "no-key", "\x00", "x" * 5000])
def test_key_that_is_none_is_no_obstacle(client_of: Any, new: str, key: str) -> None:
    response = client_of("member").post(new, form(source="Still said.", submission=key))
    assert response.status_code == 303
    assert Post.objects.filter(source="Still said.").exists()


def test_nothing_at_all_is_not_a_post(client_of: Any, new: str) -> None:
    response = client_of("member").post(new, form(source="  ", title=" "))
    assert response.status_code == 422
    assert "Please write something." in response.content.decode()


@pytest.mark.parametrize("source", ["\u200b\u2060", "\u202e", "\ufeff \u00ad"])
def test_text_that_nobody_sees_is_nothing(
    client_of: Any, new: str, post: Any, comment: Any, source: str
) -> None:
    where = post("author")
    said = comment("member", where)
    thread = f"/community/discussions/post/{where.pk}/comments/"
    client = client_of("member")
    for address in (new, thread, f"{thread}{said.pk}/edit/"):
        response = client.post(address, form(source=source, title="\u200b"))
        assert response.status_code == 422
        assert "Please write something." in response.content.decode()


def test_title_keeps_only_what_shows(client_of: Any, new: str) -> None:
    client = client_of("member")
    client.post(new, form(title="\u200b", source="Untitled."))
    assert Post.objects.get(source="Untitled.").title == ""
    client.post(new, form(title="A \u202enaelc\n line", source="Titled."))
    assert Post.objects.get(source="Titled.").title == "A naelc line"


def test_title_without_text_is_a_post(client_of: Any, new: str) -> None:
    assert client_of("member").post(new, form(source="", title="Only this")).status_code == 303


def test_error_keeps_everything_that_was_typed(client_of: Any, new: str, settings: Any) -> None:
    settings.WAGTAIL_SOCIAL_MAX_TEXT_LENGTH = 10
    sent = form(
        kind="question",
        title="My title",
        source="Much too long for this.",
        topics="a, b",
        language="de",
    )
    response = client_of("member").post(new, sent)
    html = response.content.decode()
    assert response.status_code == 422
    for kept in ("My title", "Much too long for this.", 'value="a, b"'):
        assert kept in html
    bound = response.context["form"]
    assert bound["kind"].value() == "question" and bound["language"].value() == "de"
    assert "source" in bound.errors


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "no-such-kind"),
        ("language", "xx-klingon"),
        ("title", "t" * 300),
        ("source", "nul \x00 byte"),
        ("topics", ",".join(f"topic {n}" for n in range(30))),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field(
    client_of: Any, new: str, field: str, value: str
) -> None:
    response = client_of("member").post(new, form(**{field: value}))
    assert response.status_code == 422 and field in response.context["form"].errors


def test_text_of_an_ended_session_comes_back_after_signing_in(
    cast: Any, client_of: Any, sign_in: Any, new: str
) -> None:
    client = sign_in(cast["member"])
    client.get(new)
    session_ends(client)
    response = client.post(new, form(title="Long thought", source="Typed for an hour."))
    assert response.status_code == 302 and "/sign-in/" in response["Location"]
    client.force_login(cast["member"])
    html = page(client, new)
    assert "Long thought" in html and "Typed for an hour." in html
    assert "Typed for an hour." not in page(client, new)
    assert not Post.objects.filter(title="Long thought").exists()


def test_author_edits_and_finds_the_earlier_topics(cast: Any, client_of: Any, post: Any) -> None:
    written = post("member", title="A", source="On #lamps.", topics=["Rosters"])
    address = reverse("wagtail_social:post_edit", args=[written.pk])
    client = client_of("member")
    bound = client.get(address).context["form"]
    assert bound["topics"].value() == "Rosters" and bound["source"].value() == "On #lamps."
    response = client.post(
        address, form(title="B", source="On #boats.", topics="Rosters"), follow=True
    )
    written.refresh_from_db()
    assert written.title == "B" and set(written.tags.names()) == {"Rosters", "boats"}
    html = response.content.decode()
    assert "edited" in html and "Saved." in html
    assert Revision.objects.get(discussion__target_id=written.pk).source == "On #lamps."


def test_only_the_author_edits(client_of: Any, post: Any) -> None:
    written = post("member")
    address = reverse("wagtail_social:post_edit", args=[written.pk])
    for role in ("author", "manager", "employee"):
        assert client_of(role).get(address).status_code == 403
        assert client_of(role).post(address, form(source="Mine now")).status_code == 422
    written.refresh_from_db()
    assert written.source == "Something to say."


def test_editing_what_was_just_removed_is_told_and_keeps_the_text(
    cast: Any, client_of: Any, post: Any
) -> None:
    written = post("member")
    RemovePost(actor=cast["moderator"], post=written, reason="Names a resident").execute()
    address = reverse("wagtail_social:post_edit", args=[written.pk])
    response = client_of("member").post(address, form(source="My better text"))
    html = response.content.decode()
    assert response.status_code == 422
    assert "This post was removed while you were writing." in html and "My better text" in html


def test_moderator_removes_with_a_reason_that_author_and_moderators_read(
    client_of: Any, post: Any
) -> None:
    written = post("member", source="A name.")
    address = reverse("wagtail_social:post_remove", args=[written.pk])
    moderator = client_of("moderator")
    assert 'name="reason"' in page(moderator, address)
    assert moderator.post(address, {"reason": " "}).status_code == 422
    assert moderator.post(address, {"reason": "Names a resident"}).status_code == 303
    for role in ("member", "moderator"):
        html = page(client_of(role), written.get_absolute_url())
        assert "Removed by a moderator" in html and "Names a resident" in html
    for role in ("author", "employee"):
        assert client_of(role).get(written.get_absolute_url()).status_code == 404


def test_author_removes_without_a_reason_and_brings_it_back(client_of: Any, post: Any) -> None:
    written = post("member")
    client = client_of("member")
    address = reverse("wagtail_social:post_remove", args=[written.pk])
    assert 'name="reason"' not in page(client, address)
    assert client.post(address).status_code == 303
    restore = reverse("wagtail_social:post_restore", args=[written.pk])
    assert restore in page(client, written.get_absolute_url())
    assert client.post(restore, follow=True).status_code == 200
    assert client_of("employee").get(written.get_absolute_url()).status_code == 200


def test_author_does_not_bring_back_what_a_moderator_removed(
    cast: Any, client_of: Any, post: Any
) -> None:
    written = post("member")
    RemovePost(actor=cast["moderator"], post=written, reason="No").execute()
    restore = reverse("wagtail_social:post_restore", args=[written.pk])
    assert restore not in page(client_of("member"), written.get_absolute_url())
    assert client_of("member").post(restore).status_code == 403


@pytest.mark.parametrize("what", ["banned", "archived"])
def test_author_who_writes_there_no_more_brings_nothing_back(
    cast: Any, client_of: Any, post: Any, comment: Any, what: str
) -> None:
    where, written = post("author"), post("member")
    said = comment("member", where)
    RemovePost(actor=cast["member"], post=written).execute()
    RemoveComment(actor=cast["member"], comment=said).execute()
    group = cast.groups["open"]
    if what == "banned":
        BanMember(actor=cast["manager"], group=group, user=cast["member"]).execute()
    else:
        ArchiveGroup(actor=cast["manager"], group=group).execute()
    base = f"/community/discussions/post/{where.pk}/comments/{said.pk}/"
    addresses = (reverse("wagtail_social:post_restore", args=[written.pk]), f"{base}restore/")
    client = client_of("member")
    for address in addresses:
        assert client.post(address).status_code == 403
    shown = [written.get_absolute_url(), f"{base}menu/"]
    shown.append(f"/community/discussions/post/{written.pk}/menu/")
    for address in shown:
        assert "restore/" not in page(client, address)
    for address in addresses:
        assert client_of("moderator").post(address).status_code == 303


def test_author_does_not_escape_a_moderator_by_removing_first(
    cast: Any, client_of: Any, post: Any, comment: Any
) -> None:
    where, written = post("author"), post("member")
    said = comment("member", where)
    thread = f"/community/discussions/post/{where.pk}/comments/{said.pk}/"
    bases = (f"/community/posts/{written.pk}/", thread)
    menus = (f"/community/discussions/post/{written.pk}/menu/", f"{thread}menu/")
    member, moderator = client_of("member"), client_of("moderator")
    for base, menu in zip(bases, menus, strict=True):
        assert member.post(f"{base}remove/").status_code == 303
        assert f"{base}remove/" in page(moderator, menu)
        assert f"{base}remove/" not in page(member, menu)
        assert moderator.post(f"{base}remove/", {"reason": "A name"}).status_code == 303
        assert member.post(f"{base}restore/").status_code == 403
        assert f"{base}remove/" not in page(moderator, menu)
    html = page(member, written.get_absolute_url())
    assert "Removed by a moderator" in html and "A name" in html
    call_command("social_repair_counters", "--check")


def test_history_is_for_author_and_moderators(cast: Any, client_of: Any) -> None:
    talk = cast.talks["open"]
    address = reverse("wagtail_social:post_history", args=[talk.post.pk])
    for role in ("author", "moderator", "manager"):
        html = page(client_of(role), address)
        assert "zqopenearlier" in html and "zqopenposttitle" in html
    for role in ("member", "employee"):
        assert client_of(role).get(address).status_code == 404


def test_history_is_read_part_by_part_with_the_queries_of_one_version(
    cast: Any, client_of: Any, post: Any, comment: Any, queries: Any
) -> None:
    where = post("member", source="Version 0")
    said = comment("member", where, "Version 0")
    base = reverse("wagtail_social:comment_history", args=["post", where.pk, said.pk])
    addresses = [reverse("wagtail_social:post_history", args=[where.pk]), base]
    client = client_of("member")
    asked: list[list[int]] = [[], []]
    roles = ("author", "moderator", "manager", "employee")
    for number in range(1, 25):
        source = f"Version {number} @{cast[roles[number % 4]].username} #lamps"
        EditPost(actor=cast["member"], post=where, title="", source=source).execute()
        EditComment(actor=cast["member"], comment=said, source=source).execute()
        if number in (2, 24):
            for found, address in zip(asked, addresses, strict=True):
                client.get(address)
                with queries() as sent:
                    client.get(address)
                found.append(len(sent))
    assert all(few == many for few, many in asked)
    for address in addresses:
        met = []
        while address:
            response = client.get(address)
            html = response.content.decode()
            met += [int(found) for found in re.findall(r"<p>Version (\d+)", html)]
            assert cast["moderator"].last_name in html and "ws-topic" in html
            address = response.context["more_url"]
            assert ("Show earlier versions" in html) == bool(address)
        assert met == list(range(24, -1, -1))


def test_history_of_long_versions_shows_fewer_at_a_time(
    cast: Any, client_of: Any, post: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "CHARACTERS", 1_000)
    where = post("member", source="0" * 600)
    for number in range(1, 4):
        EditPost(actor=cast["member"], post=where, title="", source=str(number) * 600).execute()
    response = client_of("member").get(reverse("wagtail_social:post_history", args=[where.pk]))
    assert len(response.context["versions"]) == 2 and response.context["more_url"]


def test_changes_are_throttled_and_looking_at_the_form_is_not(
    client_of: Any, post: Any, comment: Any, settings: Any
) -> None:
    settings.WAGTAIL_SOCIAL_THROTTLES = {"edit": "1/h"}
    where = post("member")
    said = comment("member", where)
    address = reverse("wagtail_social:post_edit", args=[where.pk])
    client = client_of("member")
    for _ in range(3):
        assert client.get(address).status_code == 200
    assert client.post(address, form(source="Better")).status_code == 303
    of_comment = reverse("wagtail_social:comment_edit", args=["post", where.pk, said.pk])
    for again in (address, of_comment):
        response = client.post(again, form(source="Best"))
        assert response.status_code == 429 and int(response["Retry-After"]) > 0
        assert "Best" in response.content.decode()


def test_throttled_author_is_told_to_wait_and_keeps_the_text(
    client_of: Any, new: str, settings: Any
) -> None:
    settings.WAGTAIL_SOCIAL_THROTTLES = {"post": "1/h"}
    client = client_of("member")
    client.post(new, form())
    response = client.post(new, form(source="A second thought"))
    assert response.status_code == 429 and int(response["Retry-After"]) > 0
    assert "A second thought" in response.content.decode()
