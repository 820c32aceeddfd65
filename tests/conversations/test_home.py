"""The home of the community: the posts of one's groups, sorted, narrowed, page by page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from wagtail_social.conversations.actions import AcceptAnswer, FollowDiscussion
from wagtail_social.conversations.targets import place_for
from wagtail_social.groups.models import Group

HOME = "/community/"


def shown(html: str) -> list[int]:
    """Return the keys of the posts on a page, in order."""
    return [
        int(pk) for pk in re.findall(r'<article class="ws-card ws-post[^"]*" id="post-(\d+)"', html)
    ]


def page(client: Any, address: str = HOME, **options: Any) -> str:
    response = client.get(address, **options)
    assert response.status_code == 200, address
    return response.content.decode()


def nobody_is_in_everyone(cast: Any) -> None:
    """Let the group that holds everyone be one by invitation."""
    Group.objects.filter(pk=cast.groups["everyone"].pk).update(join_policy="invitation")


def test_member_reads_the_posts_of_own_groups_and_no_others(cast: Any, client_of: Any) -> None:
    mine = shown(page(client_of("member")))
    assert {cast.talks[name].post.pk for name in ("open", "closed", "secret", "everyone")} <= set(
        mine
    )
    outsider = shown(page(client_of("employee")))
    assert outsider == [cast.talks["everyone"].post.pk]


def test_removed_posts_stand_in_no_feed(cast: Any, client_of: Any) -> None:
    for role in ("member", "moderator", "author"):
        assert cast.talks["open"].gone.pk not in shown(page(client_of(role)))


def test_tabs_sort_by_activity_and_by_age(client_of: Any, post: Any, comment: Any) -> None:
    old, new = post("member", title="Old"), post("member", title="New")
    client = client_of("member")
    assert shown(page(client))[:2] == [new.pk, old.pk]
    comment("author", old)
    assert shown(page(client))[:2] == [old.pk, new.pk]
    assert shown(page(client, f"{HOME}?order=newest"))[:2] == [new.pk, old.pk]


def test_questions_without_an_answer_leave_when_answered(
    cast: Any, client_of: Any, post: Any, comment: Any
) -> None:
    asked = post("member", kind="question", title="Who has the key?")
    said = post("member", title="No question")
    client = client_of("member")
    waiting = shown(page(client, f"{HOME}?show=unanswered"))
    assert asked.pk in waiting and said.pk not in waiting
    answer = comment("author", asked, "Lena has it.")
    place = place_for(cast["member"], "post", asked.pk)
    AcceptAnswer(actor=cast["member"], place=place, comment=answer).execute()
    assert asked.pk not in shown(page(client, f"{HOME}?show=unanswered"))


def test_accepted_answer_stands_below_its_question_in_the_feed(
    cast: Any, client_of: Any, post: Any, comment: Any
) -> None:
    asked = post("member", kind="question", title="Who has the key?")
    answer = comment("author", asked, "Lena has it.")
    place = place_for(cast["member"], "post", asked.pk)
    AcceptAnswer(actor=cast["member"], place=place, comment=answer).execute()
    html = page(client_of("member"))
    assert "Accepted answer" in html and "Lena has it." in html


def test_following_shows_what_is_followed_also_outside_own_groups(
    cast: Any, client_of: Any, post: Any
) -> None:
    elsewhere = post("member", title="In the open group")
    client = client_of("employee")
    assert shown(page(client, f"{HOME}?show=following")) == []
    place = place_for(cast["employee"], "post", elsewhere.pk)
    FollowDiscussion(actor=cast["employee"], place=place).execute()
    assert shown(page(client, f"{HOME}?show=following")) == [elsewhere.pk]
    FollowDiscussion(actor=cast["employee"], place=place, level="muted").execute()
    assert shown(page(client, f"{HOME}?show=following")) == []


def test_kind_and_topic_narrow_the_feed_and_keep_each_other(client_of: Any, post: Any) -> None:
    both = post("member", kind="question", source="Where? #lamps")
    post("member", source="There. #lamps")
    post("member", kind="question", source="When?")
    client = client_of("member")
    html = page(client, f"{HOME}?kind=question&topic=lamps")
    assert shown(html) == [both.pk]
    assert 'href="/community/?kind=question"' in html
    assert 'href="/community/?topic=lamps"' in html


def test_topic_that_one_may_not_know_narrows_nothing(client_of: Any) -> None:
    client = client_of("employee")
    assert shown(page(client, f"{HOME}?topic=zqsecrettag")) == shown(page(client))
    assert "zqsecrettag" not in page(client, f"{HOME}?topic=zqsecrettag").replace(
        "topic=zqsecrettag", ""
    )


def test_older_posts_come_by_link_and_as_fragment_none_twice(
    client_of: Any, post: Any, htmx: dict[str, str], settings: Any
) -> None:
    settings.WAGTAIL_SOCIAL_FEED_PAGE_SIZE = 3
    expected = [post("member", title=f"Number {n}").pk for n in range(8)][::-1]
    client = client_of("member")
    found: list[int] = []
    html = page(client, f"{HOME}?order=newest")
    while True:
        found += shown(html)
        more = re.search(r'class="ws-load-more"><a [^>]*href="([^"]+)" hx-get="([^"]+)"', html)
        if not more or len(found) >= 8:
            break
        link, fragment = (address.replace("&amp;", "&") for address in more.groups())
        html = page(client, fragment, headers=htmx)
        assert "<html" not in html
        assert shown(html) == shown(page(client, link))
    assert found[:8] == expected
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    "cursor", ["x", "1-", "-", "f" * 50, "zz-zz", "1-99999999999999999999", "\x00"]
)
def test_cursor_that_is_none_begins_at_the_beginning(client_of: Any, cursor: str) -> None:
    client = client_of("member")
    response = client.get(HOME, {"after": cursor})
    assert response.status_code == 200


def test_newcomer_without_groups_is_offered_some_to_join(cast: Any, client_of: Any) -> None:
    nobody_is_in_everyone(cast)
    html = page(client_of("employee"))
    assert "Find your first group" in html
    assert cast.groups["open"].title in html
    assert reverse("wagtail_social:group_join", args=[cast.groups["open"].slug]) in html
    for hidden in ("closed", "secret", "archived"):
        assert cast.groups[hidden].title not in html


def test_banned_person_is_not_offered_the_group(cast: Any, client_of: Any) -> None:
    nobody_is_in_everyone(cast)
    assert cast.groups["open"].title not in page(client_of("banned"))


def test_long_post_is_cut_between_its_paragraphs(client_of: Any, post: Any) -> None:
    text = "\n\n".join(f"Paragraph {n} " + "word " * 60 for n in range(12))
    long = post("member", title="Long", source=text)
    html = page(client_of("member"))
    assert "Paragraph 0" in html and "Paragraph 11" not in html and "Read more" in html
    assert "Paragraph 11" in page(client_of("member"), long.get_absolute_url())


def test_post_without_text_and_post_without_title_stand_in_the_feed(
    client_of: Any, post: Any
) -> None:
    titled, untitled = post("member", title="Only a title", source=""), post("member", title="")
    assert {titled.pk, untitled.pk} <= set(shown(page(client_of("member"))))


def test_author_who_is_gone_is_a_former_colleague(cast: Any, client_of: Any, post: Any) -> None:
    gone = post("member", title="")
    gone.author = None
    gone.save(update_fields=["author"])
    assert "Former colleague" in page(client_of("author"))


def test_names_in_mentions_are_those_of_today(cast: Any, client_of: Any, post: Any) -> None:
    post("member", source="Ask @author.")
    cast["author"].last_name = "Nieuw <b>"
    cast["author"].save()
    html = page(client_of("member"))
    assert "@Anouk Nieuw &lt;b&gt;</a>" in html


def test_topic_page_shows_what_one_may_read_page_by_page(
    client_of: Any, post: Any, htmx: dict[str, str], settings: Any
) -> None:
    settings.WAGTAIL_SOCIAL_FEED_PAGE_SIZE = 2
    expected = [post("member", source=f"{n} #lamps").pk for n in range(5)][::-1]
    hidden = post("member", "secret", source="#lamps in secret")
    client = client_of("employee")
    html = page(client, "/community/topics/lamps/")
    found = shown(html)
    while more := re.search(r'hx-get="([^"]*part=posts[^"]*)"', html):
        html = page(client, more[1].replace("&amp;", "&"), headers=htmx)
        found += shown(html)
    assert found == expected and hidden.pk not in found


def test_profile_shows_the_latest_posts_one_may_read(cast: Any, client_of: Any, post: Any) -> None:
    post("author", title="For everyone to read")
    post("author", "secret", title="For members only")
    address = reverse("wagtail_social:person", args=[cast["author"].pk])
    assert "For members only" in page(client_of("member"), address)
    html = page(client_of("employee"), address)
    assert "For everyone to read" in html and "For members only" not in html
