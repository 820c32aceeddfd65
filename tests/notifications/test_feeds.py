"""Feeds: what a reader gets by a secret address, and that it gets no more than its person reads."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from tests.cast import CANARY, OUTSIDERS, PRIVATE, hidden_from, words
from tests.conftest import counted_queries
from tests.markup.hostile import HOSTILE
from wagtail_social.actions import NotVisible, Refused
from wagtail_social.conversations.actions import EditPost, PublishPost, RemovePost
from wagtail_social.conversations.models import Post
from wagtail_social.groups import actions as groups
from wagtail_social.notifications.feeds.actions import RevokeFeedAddress
from wagtail_social.notifications.feeds.tokens import hash_of
from wagtail_social.notifications.models import FeedAddress, PersonalSettings
from wagtail_social.topics.actions import FollowTopic

from .feed_stage import ATOM, as_nothing, entries, of_group, of_topic, read, say, secret, titles

# What a feed holds.


@override_settings(WAGTAIL_SOCIAL_BASE_URL="https://intranet.example.org")
def test_group_feed_is_atom_with_title_author_link_times_and_topics(cast: Any) -> None:
    post = say(cast, title="New pumps", source="They *run* on #solar power.")
    response = read(of_group(cast, "employee"))
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)
    assert root.tag == f"{ATOM}feed"
    assert root.findtext(f"{ATOM}title").startswith(cast.groups["open"].title)
    entry = entries(response)[0]
    link = entry.find(f"{ATOM}link").attrib["href"]
    assert link == f"https://intranet.example.org{post.get_absolute_url()}"
    assert entry.findtext(f"{ATOM}title") == "New pumps"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == cast["member"].get_full_name()
    assert entry.findtext(f"{ATOM}updated") == entry.findtext(f"{ATOM}published")
    assert [one.attrib["term"] for one in entry.findall(f"{ATOM}category")] == ["solar"]
    assert entry.findtext(f"{ATOM}summary") == "They run on #solar power."
    assert entry.find(f"{ATOM}content") is None


def test_change_of_a_text_is_an_update_of_its_entry(cast: Any) -> None:
    post = say(cast)
    path = of_group(cast, "member")
    before = entries(read(path))[0]
    EditPost(actor=cast["member"], post=post, title="Valves", source="Other").execute()
    after = entries(read(path))[0]
    assert after.findtext(f"{ATOM}id") == before.findtext(f"{ATOM}id")
    assert after.findtext(f"{ATOM}title") == "Valves"
    edited = Post.objects.get(pk=post.pk).edited_at
    assert after.findtext(f"{ATOM}updated")[:19] == edited.isoformat()[:19]


def test_long_text_is_a_teaser_unless_the_site_says_full(cast: Any) -> None:
    handle = cast["author"].username
    say(cast, source=f"@{handle} see [this](/news/) <b>and</b> that. " + "word " * 200 + "zqend")
    path = of_group(cast, "member")
    teaser = entries(read(path))[0].findtext(f"{ATOM}summary")
    assert len(unescape(teaser)) <= 300
    assert "zqend" not in teaser
    assert "<" not in teaser
    with override_settings(
        WAGTAIL_SOCIAL_FEED_CONTENT="full", WAGTAIL_SOCIAL_BASE_URL="https://intranet.example.org"
    ):
        entry = entries(read(path))[0]
    text = entry.find(f"{ATOM}content")
    assert text.attrib == {"type": "html"}
    assert "zqend" in text.text
    assert 'href="https://intranet.example.org/news/"' in text.text
    assert f">@{cast['author'].get_full_name()}</a>" in text.text
    assert 'href="/' not in text.text
    assert entry.find(f"{ATOM}summary") is None


def test_feed_holds_thirty_posts_newest_first_and_none_that_was_removed(cast: Any) -> None:
    posts = [say(cast, title=f"No {number}") for number in range(32)]
    RemovePost(actor=cast["moderator"], post=posts[-1], reason="Rude").execute()
    found = titles(read(of_group(cast, "moderator")))
    assert found == [f"No {number}" for number in range(30, 0, -1)]
    assert "No 31" not in titles(read(of_group(cast, "member")))


def test_own_feed_holds_groups_one_is_in_and_topics_one_follows_once_each(cast: Any) -> None:
    other = groups.CreateGroup(
        actor=cast["manager"], texts={"title": "Elsewhere", "purpose": "x"}, preset="open"
    ).execute()
    both = say(cast, title="Mine and followed", source="#solar")
    far = PublishPost(actor=cast["manager"], group=other, title="Far", source="#solar").execute()
    PublishPost(actor=cast["manager"], group=other, title="Not mine", source="x").execute()
    FollowTopic(actor=cast["member"], tag=far.tags.get()).execute()
    found = titles(read(secret(cast, "member")))
    assert found[:2] == ["Far", both.title]
    assert found.count(both.title) == 1
    assert "Not mine" not in found


def test_feed_speaks_the_language_of_its_person(cast: Any) -> None:
    PersonalSettings.objects.create(user=cast["member"], language="nl")
    root = ElementTree.fromstring(read(secret(cast, "member")).content)
    assert root.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == "nl"


def test_feed_without_posts_is_valid_and_steady(cast: Any) -> None:
    Post.objects.all().delete()
    path = of_group(cast, "member")
    first, second = read(path), read(path)
    assert entries(first) == []
    assert first.content == second.content


@pytest.mark.parametrize("content", ["teaser", "full"])
def test_hostile_titles_names_and_texts_stay_text(cast: Any, content: str) -> None:
    """Class 5, class 6: whatever was stored, the XML is well formed and holds no element of it."""
    cast["member"].first_name = "<script>a</script>\x0b\u202e]]>"
    cast["member"].save()
    texts = [text.encode("utf-8", "ignore").decode() for _name, text in HOSTILE]
    texts = [text for text in texts if len(text) < 6000]
    for start in range(0, len(texts), 30):
        Post.objects.all().delete()
        for text in texts[start : start + 30]:
            post = say(cast, source=f"x {text}")
            title = text.replace("\x00", "")[:240] + "\x08\ufffe]]>"
            Post.objects.filter(pk=post.pk).update(title=title)
        with override_settings(WAGTAIL_SOCIAL_FEED_CONTENT=content):
            found = entries(read(of_group(cast, "member")))
        assert len(found) == min(30, len(texts) - start)
        for entry in found:
            assert {child.tag.removeprefix(ATOM) for child in entry.iter()} <= {
                *("entry", "title", "link", "published", "updated", "author", "name", "id"),
                *("summary", "content", "category"),
            }
            html = entry.findtext(f"{ATOM}content") or entry.findtext(f"{ATOM}summary") or ""
            assert not re.search(r"<(script|img|iframe|svg|style|object)|<[^>]* on\w+=", html, re.I)
            assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", html)


def test_number_of_queries_does_not_grow_with_posts(cast: Any) -> None:
    paths = [of_group(cast, "member"), secret(cast, "member"), of_topic(cast, "member")]

    def counts() -> list[int]:
        found = []
        for path in paths:
            with counted_queries() as queries:
                assert read(path).status_code == 200
            assert not queries.writes
            found.append(len(queries))
        return found

    tag = CANARY["open"]["topic"]
    say(cast, source=f"#{tag}")
    counts()
    before = counts()
    for number in range(12):
        say(cast, "author" if number % 2 else "member", source=f"#{tag} #more{number}")
    assert counts() == before


# Who gets nothing.


def test_wrong_revoked_and_lost_look_alike(cast: Any) -> None:
    """Class 9: nothing tells an address that was from one that never was."""
    wrong = read("/community/feeds/" + "x" * 43 + "/")
    assert wrong.status_code == 404
    revoked, closed, lost = (of_group(cast, role) for role in ("member", "author", "employee"))
    gone = of_topic(cast, "moderator")
    address = FeedAddress.objects.get(user=cast["member"])
    RevokeFeedAddress(actor=cast["member"], address=address).execute()
    cast["author"].is_active = False
    cast["author"].save()
    Post.objects.all().delete()
    groups.ChangeAccess(
        actor=cast["manager"],
        group=cast.groups["open"],
        visibility="members",
        join_policy="invitation",
        posting="members",
    ).execute()
    for path in (revoked, closed, lost, gone, "/community/feeds/short/", "/community/feeds/%00/"):
        assert as_nothing(read(path)) == as_nothing(wrong), path


def _leave(cast: Any) -> None:
    groups.LeaveGroup(actor=cast["member"], group=cast.groups["secret"]).execute()


def _ban(cast: Any) -> None:
    groups.BanMember(
        actor=cast["manager"], group=cast.groups["secret"], user=cast["member"]
    ).execute()


def _close(cast: Any) -> None:
    cast["member"].is_active = False
    cast["member"].save()


@pytest.mark.parametrize("lose", [_leave, _ban, _close])
@override_settings(WAGTAIL_SOCIAL_FEEDS_OF_CLOSED_GROUPS=True)
def test_who_has_lost_access_gets_no_word_by_an_old_address_and_no_304(
    cast: Any, lose: Callable[[Any], None]
) -> None:
    """Class 8: the same addresses, with what the reader kept."""
    paths = [
        of_group(cast, "member", "secret"),
        of_topic(cast, "member", "secret"),
        secret(cast, "member"),
    ]
    kept = [read(path) for path in paths]
    assert all(CANARY["secret"]["posttitle"].encode() in answer.content for answer in kept)
    lose(cast)
    for path, before in zip(paths, kept, strict=True):
        for headers in (
            {},
            {"If-None-Match": before["ETag"]},
            {"If-None-Match": "*"} if path != paths[2] else {},
            {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"} if path != paths[2] else {},
        ):
            answer = read(path, **headers)
            assert answer.status_code == (200 if path == paths[2] and lose is not _close else 404)
            text = answer.content.decode().lower()
            assert not [word for word in words("secret") if word in text]


@pytest.mark.parametrize("closed_too", [False, True])
@pytest.mark.parametrize("role", [role for role in OUTSIDERS if role != "anonymous"])
def test_outsider_with_every_address_meets_no_hidden_word(
    cast: Any, role: str, closed_too: bool
) -> None:
    """Class 1, class 8: addresses as if made when the person was inside."""
    paths = []
    keys = [("mine", 0), *(("group", group.pk) for group in cast.groups.values())]
    keys += [("topic", tag.pk) for talk in cast.talks.values() for tag in talk.post.tags.all()]
    for number, (kind, key) in enumerate(keys):
        token = f"{number}".rjust(43, "t")
        FeedAddress.objects.create(
            user=cast[role],
            kind=kind,
            key=key,
            token_hash=hash_of(token),
            created_at=timezone.now(),
        )
        paths.append(reverse("wagtail_social:feed", args=[token]))
    with override_settings(
        WAGTAIL_SOCIAL_FEEDS_OF_CLOSED_GROUPS=closed_too, WAGTAIL_SOCIAL_FEED_CONTENT="full"
    ):
        answers = [read(path) for path in paths]
    shown = " ".join(answer.content.decode() for answer in answers).lower()
    assert not [word for word in hidden_from(role) if word in shown]
    if role == "deactivated":
        assert {answer.status_code for answer in answers} == {404}


@pytest.mark.parametrize("group", PRIVATE)
def test_closed_groups_have_no_feeds_unless_the_site_says_so(cast: Any, group: str) -> None:
    with pytest.raises(Refused):
        of_group(cast, "member", group)
    with override_settings(WAGTAIL_SOCIAL_FEEDS_OF_CLOSED_GROUPS=True):
        path = of_group(cast, "member", group)
        assert CANARY[group]["posttitle"].encode() in read(path).content
        with pytest.raises(NotVisible):
            of_group(cast, "employee", group)
    assert read(path).status_code == 404
    topic, own = of_topic(cast, "member", group), secret(cast, "member")
    for answer in (read(topic), read(own)):
        assert answer.status_code == 200
        text = answer.content.decode().lower()
        assert not [word for word in words(group, but=("hermit",)) if word in text]


# The answer itself.


def test_reader_that_has_it_as_it_is_gets_a_304(cast: Any) -> None:
    path = of_group(cast, "member")
    first = read(path)
    again = read(path, **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    # By a date nobody learns of an older post that has come in.
    later = {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}
    assert "Last-Modified" not in first and read(path, **later).status_code == 200
    say(cast)
    assert read(path, **{"If-None-Match": first["ETag"]}).status_code == 200
    other = of_group(cast, "author")
    assert read(other)["ETag"] != read(path)["ETag"]


@pytest.mark.parametrize("method", ["get", "post", "put", "delete", "options", "trace"])
def test_no_request_writes_the_secret_into_a_log(
    cast: Any, caplog: pytest.LogCaptureFixture, method: str
) -> None:
    path = of_group(cast, "member")
    token = path.rstrip("/").rpartition("/")[2]
    with caplog.at_level("DEBUG"):
        strict = Client(enforce_csrf_checks=True)
        for address in (f"{path.rstrip('/')}/", path.rstrip("/")):
            answer = getattr(strict, method)(address)
            assert token not in answer.get("Location", "")
        getattr(strict, method)(path.replace("feeds/", "feeds/x"))
    assert not [record for record in caplog.records if token in record.getMessage()]


def test_head_tells_what_get_would_and_nothing_else_is_allowed(cast: Any) -> None:
    path = of_group(cast, "member")
    head = Client().head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == read(path)["ETag"]
    for method in ("post", "put", "delete", "options"):
        assert getattr(Client(), method)(path).status_code == 405


def test_answers_are_kept_by_no_cache_and_tell_no_other_site(cast: Any) -> None:
    path = of_group(cast, "member")
    first = read(path)
    for answer in (
        first,
        read("/community/feeds/nothing/"),
        read(path, **{"If-None-Match": first["ETag"]}),
    ):
        assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["X-Robots-Tag"].startswith("noindex")
        assert not answer.cookies


def test_feed_works_for_who_has_the_address_whoever_is_signed_in(cast: Any, client_of: Any) -> None:
    path = of_group(cast, "member")
    assert client_of("employee").get(path).content == read(path).content


@override_settings(WAGTAIL_SOCIAL_THROTTLES={"feed_read": "2/h", "feed_miss": "3/h"})
def test_reader_that_asks_too_often_waits_and_holds_up_nobody_else(cast: Any) -> None:
    path, other = of_group(cast, "member"), of_group(cast, "author")
    assert [read(path).status_code for _ in range(3)] == [200, 200, 429]
    assert 0 < int(read(path)["Retry-After"]) <= 3600
    wrong = [read(f"/community/feeds/{number}/").status_code for number in range(5)]
    assert wrong == [404, 404, 404, 429, 429]
    assert read(other).status_code == 200
