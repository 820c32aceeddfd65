"""Pages cost the same number of queries, however much there is."""

from __future__ import annotations

from typing import Any

import pytest

from tests.benchmarks import volume
from wagtail_social.conversations.models import Discussion, Post


@pytest.fixture
def asked(client_of: Any, queries: Any) -> Any:
    """Return how many queries a page takes; asked twice, since caches fill at the first."""

    def count(address: str, role: str = "member") -> int:
        client = client_of(role)
        assert client.get(address).status_code == 200
        with queries() as found:
            assert client.get(address).status_code == 200
        assert found.writes == []
        return len(found)

    return count


def test_feeds_cost_the_same_with_many_posts(cast: Any, asked: Any, post: Any) -> None:
    group = cast.groups["open"]
    for n in range(10):
        post("member", source=f"{n} @author #lamps", kind="question" if n % 2 else "update")
    addresses = ["/community/", "/community/?order=newest", group.get_absolute_url()]
    addresses += ["/community/?show=unanswered", "/community/?kind=question"]
    before = [asked(address) for address in addresses]
    volume.make_posts([group], [cast["member"], cast["author"]], 990)
    assert [asked(address) for address in addresses] == before


def test_home_costs_the_same_with_many_groups(cast: Any, asked: Any, post: Any) -> None:
    post("member")
    before = asked("/community/")
    groups = volume.make_groups(100)
    volume.put_into(groups, [cast["member"]])
    volume.make_posts(groups, [cast["author"]], 200)
    assert asked("/community/") == before


def test_thread_costs_the_same_with_many_comments(cast: Any, asked: Any, post: Any) -> None:
    people = [cast[role] for role in ("member", "author", "moderator", "manager")]
    small, large = post("member"), post("member")
    for where, count in ((small, 20), (large, 2_000)):
        discussion = Discussion.objects.get(target_type="post", target_id=where.pk)
        volume.make_comments(discussion, people, count)
    for query in ("", "?print=1"):
        assert asked(f"{small.get_absolute_url()}{query}") == asked(
            f"{large.get_absolute_url()}{query}"
        )


def test_pages_cost_at_most_twelve_more_than_a_bare_one(
    cast: Any, asked: Any, host_pages: Any, post: Any, comment: Any
) -> None:
    bare = asked(host_pages.elsewhere.url)
    where = post("member", kind="question", source="Who? @author #lamps", topics=["Keys"])
    comment("author", where, "Ask @member", comment("member", where))
    assert asked("/community/") <= bare + 12
    assert asked(cast.groups["open"].get_absolute_url()) <= bare + 12
    assert asked(where.get_absolute_url()) <= bare + 12


def test_first_page_of_the_newest_is_exact_for_who_is_in_many_groups(
    cast: Any, client_of: Any, settings: Any
) -> None:
    settings.WAGTAIL_SOCIAL_FEED_PAGE_SIZE = 3
    groups = volume.make_groups(12)
    volume.put_into(groups, [cast["employee"]])
    volume.make_posts(groups, [cast["author"]], 40)
    response = client_of("employee").get("/community/?order=newest")
    expected = Post.objects.readable_by(cast["employee"]).filter(
        group__in=[*groups, cast.groups["everyone"]]
    )
    newest = list(expected.order_by("-created_at", "-pk").values_list("pk", flat=True)[:3])
    assert [row.pk for row in response.context["feed"].rows] == newest


def test_member_of_more_groups_than_an_expression_has_terms_reads_home(
    cast: Any, client_of: Any
) -> None:
    """SQLite refuses an expression deeper than 1,000 terms."""
    groups = volume.make_groups(1_050)
    volume.put_into(groups, [cast["employee"]])
    volume.make_posts(groups[-3:], [cast["author"]], 3)
    page = client_of("employee").get("/community/")
    newest = Post.objects.filter(group__in=groups).order_by("-last_activity_at").first()
    assert f'id="post-{newest.pk}"' in page.content.decode()
