"""The bell, and the list behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.conftest import counted_queries
from wagtail_social.conversations.actions import PostComment, PublishPost, React, RemovePost
from wagtail_social.conversations.models import Discussion
from wagtail_social.conversations.targets import place_for
from wagtail_social.groups.actions import BanMember, InviteToGroup
from wagtail_social.groups.models import Group, Membership
from wagtail_social.notifications.models import Activity, Notification
from wagtail_social.notifications.telling import tell

Happens = Callable[[Any], Any]
LIST = "/community/notifications/"


def comment(happens: Happens, user: Any, post: Any, text: str, parent: Any = None) -> Any:
    place = place_for(user, "post", post.pk)
    return happens(PostComment(actor=user, place=place, source=text, parent=parent))


@pytest.fixture
def post(cast: Any, happens: Happens) -> Any:
    """A post by the author of the open group."""
    action = PublishPost(
        actor=cast["author"], group=cast.groups["open"], source="Boats", title="Boats"
    )
    return happens(action)


def figure(client: Client) -> str:
    return client.get(f"{LIST}count/").json()["figure"]


def test_author_sees_who_commented_as_one_line_and_reads_it_by_visiting(
    cast: Any, client_of: Callable[..., Client], happens: Happens, post: Any, colleagues: Any
) -> None:
    for person in [*colleagues.values()][:5]:
        comment(happens, person, post, "Oh")
    client = client_of("author")
    page = client.get(LIST).content.decode()
    assert "eve, dee and 3 others commented" in page
    assert page.count("ws-news__line--unread") == 1
    assert figure(client) == "1"
    assert client.get(post.get_absolute_url()).status_code == 200
    assert figure(client) == ""
    assert "ws-news__line--unread" not in client.get(LIST).content.decode()
    assert "eve, dee and 3 others commented" in client.get(LIST).content.decode()


def test_line_says_first_what_is_nearest_to_the_person(
    cast: Any, client_of: Callable[..., Client], happens: Happens, post: Any, colleagues: Any
) -> None:
    comment(happens, colleagues["bo"], post, "Oh")
    comment(happens, colleagues["ada"], post, f"@{cast['author'].social_profile.handle} look")
    place = place_for(colleagues["cy"], "post", post.pk)
    happens(React(actor=colleagues["cy"], place=place, kind="like"))
    page = client_of("author").get(LIST).content.decode()
    assert page.index("ada named you") < page.index("bo commented")


def test_line_leads_to_where_the_news_begins(
    cast: Any, client_of: Callable[..., Client], happens: Happens, post: Any, colleagues: Any
) -> None:
    first = comment(happens, colleagues["bo"], post, "One")
    comment(happens, colleagues["cy"], post, "Two")
    assert (
        f'href="/community/comments/{first.pk}/"' in client_of("author").get(LIST).content.decode()
    )


def test_who_marks_all_as_read_keeps_what_came_after_the_list_was_shown(
    cast: Any, client_of: Callable[..., Client], happens: Happens, post: Any, colleagues: Any
) -> None:
    comment(happens, colleagues["bo"], post, "One")
    until = Notification.objects.get(recipient=cast["author"]).last
    comment(happens, colleagues["cy"], post, "Two")
    client = client_of("author")
    client.post(f"{LIST}read/", {"until": until})
    assert figure(client) == "1"
    client.post(f"{LIST}read/", {"until": until + 1})
    assert figure(client) == ""


@pytest.mark.parametrize("until", ["", "x", "9" * 40, "\x00", "-1"])
def test_who_marks_all_as_read_with_a_strange_form_reads_all(
    cast: Any, client_of: Callable[..., Client], happens: Happens, post: Any, until: str
) -> None:
    comment(happens, cast["member"], post, "One")
    client = client_of("author")
    assert client.post(f"{LIST}read/", {"until": until}).status_code == 303
    assert figure(client) == ""


def test_nobody_reads_or_marks_the_news_of_others(
    cast: Any, client_of: Callable[..., Client], happens: Happens, post: Any
) -> None:
    comment(happens, cast["member"], post, "One")
    stranger = client_of("employee")
    stranger.post(f"{LIST}read/")
    assert "commented" not in stranger.get(LIST).content.decode()
    assert figure(client_of("author")) == "1"


@pytest.mark.parametrize("name", ["closed", "secret"])
def test_who_was_banned_finds_no_line_and_no_figure(
    cast: Any, client_of: Callable[..., Client], happens: Happens, name: str
) -> None:
    group = cast.groups[name]
    happens(PublishPost(actor=cast["manager"], group=group, source="Quiet canary", title="Canary"))
    client = client_of("member")
    assert figure(client) == "1" and "Canary" in client.get(LIST).content.decode()
    happens(BanMember(actor=cast["manager"], group=group, user=cast["member"]))
    page = client.get(LIST).content.decode()
    assert figure(client) == "" and "Canary" not in page and group.title not in page


def test_removed_post_leaves_the_lists(
    cast: Any, client_of: Callable[..., Client], happens: Happens, post: Any
) -> None:
    client = client_of("member")
    assert figure(client) == "1"
    happens(RemovePost(actor=cast["author"], post=post))
    assert figure(client) == "" and "Boats" not in client.get(LIST).content.decode()


def test_invited_colleague_finds_the_invitation_and_has_read_it_on_the_groups_page(
    cast: Any, client_of: Callable[..., Client], happens: Happens
) -> None:
    group = cast.groups["secret"]
    happens(InviteToGroup(actor=cast["manager"], group=group, user_ids=[cast["employee"].pk]))
    client = client_of("employee")
    assert "invites you" in client.get(LIST).content.decode()
    client.get(group.get_absolute_url())
    assert figure(client) == ""


def test_bell_stands_in_the_head_of_the_hosts_pages_for_who_is_signed_in(
    cast: Any,
    client: Client,
    client_of: Callable[..., Client],
    happens: Happens,
    host_pages: Any,
    post: Any,
) -> None:
    comment(happens, cast["member"], post, "One")
    page = client_of("author").get("/").content.decode()
    assert page.count("data-ws-bell") == 1
    assert 'aria-label="Notifications, 1 unread"' in page
    assert "data-ws-bell" not in client.get("/").content.decode()
    own = client_of("author").get("/community/").content.decode()
    assert own.count("data-ws-bell") == 1


def test_list_goes_on_where_a_page_ends(
    cast: Any, client_of: Callable[..., Client], happens: Happens
) -> None:
    for number in range(27):
        happens(
            PublishPost(actor=cast["author"], group=cast.groups["open"], source=f"Post {number}!")
        )
    client = client_of("member")
    first = client.get(LIST)
    assert first.content.decode().count("ws-news__line--unread") == 25
    more = first.context["more_url"]
    second = client.get(more).content.decode()
    assert second.count("ws-news__line--unread") == 2
    assert "Post 0!" in second and "Post 1!" in second
    Notification.objects.of(cast["member"]).update(unread=False)
    more = client.get(LIST).context["more_url"]
    assert client.get(more).content.decode().count('id="notification-') == 2


@pytest.mark.parametrize(
    "sign", ["", "x", "1~~1", "1~2026-01-01~1", "2~2026-01-01T00:00Z~1", "\x00"]
)
def test_strange_place_in_the_list_is_its_beginning(
    client_of: Callable[..., Client], sign: str
) -> None:
    assert client_of("member").get(LIST, {"after": sign}).status_code == 200


def test_list_asks_as_much_for_two_lines_as_for_twenty(
    cast: Any, client_of: Callable[..., Client], happens: Happens, colleagues: Any
) -> None:
    def posts(count: int) -> None:
        for _ in range(count):
            post = happens(
                PublishPost(actor=cast["author"], group=cast.groups["open"], source="Hello")
            )
            for name in ("ada", "bo", "cy"):
                comment(happens, colleagues[name], post, "Oh")

    posts(2)
    client = client_of("author")
    client.get(LIST)
    with counted_queries() as few:
        client.get(LIST)
    posts(8)
    with counted_queries() as many:
        client.get(LIST)
    assert len(many) == len(few) and not many.writes


def test_bell_of_who_has_no_news_costs_one_query(
    cast: Any, client_of: Callable[..., Client]
) -> None:
    client = client_of("employee")
    client.get(f"{LIST}count/")
    with counted_queries() as found:
        client.get(f"{LIST}count/")
    assert sum("notification" in sql for sql in found.sql) == 1
    assert len(found) <= 3


def test_deleted_account_is_a_former_colleague(
    cast: Any, client_of: Callable[..., Client], happens: Happens, post: Any, colleagues: Any
) -> None:
    comment(happens, colleagues["bo"], post, "One")
    colleagues["bo"].delete()
    assert "A former colleague commented" in client_of("author").get(LIST).content.decode()


def test_group_that_is_deleted_takes_its_news_along(
    cast: Any, client_of: Callable[..., Client], happens: Happens, post: Any
) -> None:
    client = client_of("member")
    assert figure(client) == "1"
    Membership.objects.filter(group=cast.groups["open"]).delete()
    Group.objects.filter(pk=cast.groups["open"].pk).delete()
    assert figure(client) == ""
    assert client.get(LIST).status_code == 200


def test_old_news_is_read_by_visiting_also_where_newer_lines_are_hidden(
    cast: Any, client_of: Callable[..., Client], happens: Happens
) -> None:
    group = cast.groups["open"]
    posts = [
        happens(PublishPost(actor=cast["author"], group=group, source=f"Post {number}"))
        for number in range(40)
    ]
    client = client_of("member")
    happens(RemovePost(actor=cast["author"], post=posts[-1]))
    client.get(posts[0].get_absolute_url())
    lines = Notification.objects.of(cast["member"])
    assert lines.unread().count() == 39
    assert figure(client) == "25+"
    for post in posts[8:-1]:
        happens(RemovePost(actor=cast["author"], post=post))
    assert figure(client) == "7"
    page = client.get(LIST).content.decode()
    assert "Post 7" in page and 'name="until"' in page


def test_news_of_what_an_app_left_behind_breaks_no_page(
    cast: Any, client_of: Callable[..., Client]
) -> None:
    left = Discussion.objects.create(target_type="gone", target_id=5)
    activity = Activity.objects.create(
        happening="comment", subject_type="discussion", subject_id=left.pk, object_id=1
    )
    assert tell(activity.pk) is False
    Notification.objects.create(
        recipient=cast["member"],
        subject_type="discussion",
        subject_id=left.pk,
        first=1,
        last=1,
        latest_at=activity.created_at,
    )
    client = client_of("member")
    assert client.get(cast.groups["open"].get_absolute_url()).status_code == 200
    assert client.get(LIST).status_code == 200 and figure(client) == ""
