"""A discussion under any page of the host, by one tag."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.template import Context, Template
from django.test import RequestFactory
from wagtail.models import Locale, PageViewRestriction

from wagtail_social.conversations.actions import PostComment
from wagtail_social.conversations.models import Comment, Discussion
from wagtail_social.conversations.targets import place_for
from wagtail_social.moderation.actions import FileReport
from wagtail_social.moderation.models import Report

from .test_comments import sent
from .test_home import page
from .test_thread import listed


@pytest.fixture
def say(cast: Any) -> Any:
    """Comment on a page of the host: ``say("member", page, "…")``."""

    def comment(role: str, on: Any, source: str = "About this page.") -> Comment:
        place = place_for(cast[role], "page", on.pk)
        return PostComment(actor=cast[role], place=place, source=source).execute()

    return comment


def drawn(tag: str, user: Any, on: Any) -> str:
    """Draw a tag as a template of the host would."""
    request = RequestFactory().get(on.url or "/")
    request.user = user
    request.session = {}
    template = Template("{% load wagtail_social %}" + tag)
    return template.render(Context({"request": request, "page": on}))


def test_colleague_reads_and_comments_below_the_page(
    cast: Any, client_of: Any, host_pages: Any, say: Any
) -> None:
    first = say("author", host_pages.news)
    client = client_of("employee")
    html = page(client, host_pages.news.url)
    assert listed(html) == [first.pk] and "1 comment<" in html
    assert html.count('<div class="ws ') == 1 and html.count("tokens.css") == 1
    fields = sent("Me too.", next=host_pages.news.url)
    response = client.post(f"/community/discussions/page/{host_pages.news.pk}/comments/", fields)
    said = Comment.objects.get(comment="Me too.")
    assert response["Location"] == f"{host_pages.news.url}?at={said.pk}#comment-{said.pk}"
    assert listed(page(client, response["Location"])) == [first.pk, said.pk]


def test_next_never_leads_to_another_host(client_of: Any, host_pages: Any) -> None:
    address = f"/community/discussions/page/{host_pages.news.pk}/comments/"
    response = client_of("employee").post(address, sent(next="https://evil.example/"))
    assert response["Location"].startswith(host_pages.news.url)


@pytest.mark.parametrize("slug", ["日本", "café"])
def test_comment_on_a_page_with_an_address_in_any_script_leads_back_to_it(
    client_of: Any, host_pages: Any, htmx: dict[str, str], slug: str
) -> None:
    host_pages.news.slug = slug
    host_pages.news.save()
    client = client_of("employee")
    own = page(client, host_pages.news.url)
    back = unescape(re.search(r'name="next" value="([^"]*)"', own)[1])  # type: ignore[index]
    address = f"/community/discussions/page/{host_pages.news.pk}/comments/"
    for headers, name in (({}, "Location"), (htmx, "HX-Redirect")):
        response = client.post(address, sent(next=back), headers=headers)
        assert response[name].isascii() and response[name].startswith(f"{host_pages.news.url}?at=")
        assert "I think so." in page(client, response[name])


def test_next_with_a_line_break_is_left_out(client_of: Any, host_pages: Any) -> None:
    address = f"/community/discussions/page/{host_pages.news.pk}/"
    client = client_of("employee")
    for path in ("comments/", "follow/"):
        response = client.post(f"{address}{path}", sent(next="/community/\nx: y"))
        assert response.status_code == 303
        assert response["Location"].startswith(host_pages.news.url)


def test_reading_makes_no_row(client_of: Any, host_pages: Any, queries: Any) -> None:
    client = client_of("employee")
    client.get(host_pages.news.url)
    with queries() as found:
        assert "You can be the first." in page(client, host_pages.news.url)
    assert found.writes == [] and not Discussion.objects.filter(target_type="page").exists()


def test_visitor_who_is_not_signed_in_gets_a_way_in_and_no_figure(
    client_of: Any, host_pages: Any, say: Any
) -> None:
    say("author", host_pages.news, "For colleagues.")
    html = page(client_of("anonymous"), host_pages.news.url)
    assert "Sign in to read and join the discussion" in html
    assert f"/sign-in/?next={host_pages.news.url}" in html
    assert "For colleagues." not in html and "1 comment" not in html


def test_page_behind_a_shared_password_has_no_discussion(
    cast: Any, client_of: Any, host_pages: Any
) -> None:
    tag = "{% discussion page %}{% comment_count page %}"
    for role in ("employee", "anonymous", "superuser"):
        assert drawn(tag, cast[role], host_pages.password).strip() == ""
    address = f"/community/discussions/page/{host_pages.password.pk}/"
    assert client_of("employee").get(address).status_code == 404
    assert client_of("employee").post(f"{address}comments/", sent()).status_code == 404


def test_page_of_some_is_talked_about_by_those(
    cast: Any, client_of: Any, host_pages: Any, say: Any
) -> None:
    said = say("manager", host_pages.finance, "Between us.")
    address = f"/community/discussions/page/{host_pages.finance.pk}/"
    assert "Between us." in page(client_of("manager"), address)
    for role in ("employee", "member"):
        assert client_of(role).get(address).status_code == 404
        assert client_of(role).get(said.get_absolute_url()).status_code == 404
        assert drawn("{% discussion page %}", cast[role], host_pages.finance).strip() == ""
        assert drawn("{% comment_count page %}", cast[role], host_pages.finance) == ""
    suggest = f"/community/suggest/people/page/{host_pages.finance.pk}/"
    assert client_of("manager").get(suggest, {"q": "emma"}).json() == {"results": []}


def test_draft_and_unsaved_page_have_no_discussion(cast: Any, host_pages: Any) -> None:
    assert drawn("{% discussion page %}", cast["employee"], host_pages.draft).strip() == ""
    unsaved = type(host_pages.news)(title="New")
    assert drawn("{% discussion page %}{% comment_count page %}", cast["employee"], unsaved) == ""
    template = Template("{% load wagtail_social %}{% discussion page %}{% social_head %}")
    assert template.render(Context({"page": host_pages.news})) == ""


def test_count_is_a_number_for_lists_of_pages(cast: Any, host_pages: Any, say: Any) -> None:
    assert drawn("{% comment_count page %}", cast["employee"], host_pages.news) == "0"
    say("author", host_pages.news)
    assert drawn("{% comment_count page %}", cast["employee"], host_pages.news) == "1"
    assert drawn("{% comment_count page %}", cast["anonymous"], host_pages.news) == ""


@pytest.mark.parametrize("shared", [True, False])
def test_counts_of_a_list_cost_the_same_for_ten_pages_as_for_two(
    cast: Any, host_pages: Any, say: Any, settings: Any, queries: Any, shared: bool
) -> None:
    settings.WAGTAIL_SOCIAL_SHARE_DISCUSSION_BETWEEN_TRANSLATIONS = shared
    more = [
        host_pages.index.add_child(
            instance=type(host_pages.news)(title=f"More {n}", slug=f"more-{n}", date="2026-03-02")
        )
        for n in range(8)
    ]
    say("author", host_pages.news)
    for _ in range(2):
        say("member", more[0])
    template = Template(
        "{% load wagtail_social %}{% for page in pages %}"
        "{% comment_count page among=pages %},{% endfor %}"
    )

    def counted(pages: list[Any]) -> tuple[str, int]:
        request = RequestFactory().get("/")
        request.user = get_user_model().objects.get(pk=cast["employee"].pk)
        with queries() as found:
            html = template.render(Context({"request": request, "pages": pages}))
        return html, len(found)

    few, asked = counted([host_pages.news, host_pages.finance])
    many, asked_again = counted([host_pages.news, host_pages.finance, *more])
    assert few == "1,," and many == "1,,2,0,0,0,0,0,0,0," and asked == asked_again


def test_assets_stand_once_in_the_head_or_beside_the_discussion(cast: Any, host_pages: Any) -> None:
    alone = drawn("{% discussion page %}", cast["employee"], host_pages.news)
    assert alone.count("tokens.css") == 1 and "menus.js" in alone
    both = drawn("{% social_head %}<hr>{% discussion page %}", cast["employee"], host_pages.news)
    assert both.count("tokens.css") == 1 and both.index("tokens.css") < both.index("<hr>")
    twice = drawn("{% discussion page %}{% discussion page %}", cast["employee"], host_pages.news)
    assert twice.count("tokens.css") == 1


def test_who_may_publish_the_page_moderates(
    cast: Any, client_of: Any, host_pages: Any, say: Any
) -> None:
    from wagtail_social.conversations.targets import place_for

    said = say("member", host_pages.elsewhere, "Off topic.")
    base = f"/community/discussions/page/{host_pages.elsewhere.pk}/comments/{said.pk}/"
    assert client_of("author").get(f"{base}remove/").status_code == 403
    response = client_of("editor").post(f"{base}remove/", {"reason": "Off topic"})
    assert response.status_code == 303
    said.refresh_from_db()
    assert said.is_taken_away
    assert not place_for(cast["editor"], "page", host_pages.news.pk).can_moderate


def test_permalink_leads_to_the_page_and_where_there_is_none_to_the_discussion(
    client_of: Any, host_pages: Any, say: Any
) -> None:
    said = say("author", host_pages.news)
    address = client_of("employee").get(said.get_absolute_url())["Location"]
    assert address == f"{host_pages.news.url}?at={said.pk}#comment-{said.pk}"
    host_pages.site.delete()
    address = client_of("employee").get(said.get_absolute_url())["Location"]
    assert re.search(rf"/community/discussions/page/{host_pages.news.pk}/\?at={said.pk}#", address)


@pytest.mark.parametrize("shared", [True, False])
def test_translations_share_a_discussion_where_the_host_says_so(
    cast: Any, client_of: Any, host_pages: Any, say: Any, settings: Any, shared: bool
) -> None:
    settings.WAGTAIL_SOCIAL_SHARE_DISCUSSION_BETWEEN_TRANSLATIONS = shared
    dutch = Locale.objects.get_or_create(language_code="nl")[0]
    for above in (host_pages.home, host_pages.index):
        above.copy_for_translation(dutch, copy_parents=True).save_revision().publish()
    translated = host_pages.news.copy_for_translation(dutch)
    translated.save_revision().publish()
    translated.refresh_from_db()
    said = say("author", host_pages.news, "In English.")
    html = drawn("{% discussion page %}", cast["employee"], translated)
    assert ("In English." in html) == shared
    also = say("member", translated, "In het Nederlands.")
    assert (also.discussion_id == said.discussion_id) == shared
    back = drawn("{% discussion page %}", cast["employee"], host_pages.news)
    assert ("In het Nederlands." in back) == shared


def test_page_that_is_deleted_takes_along_what_was_said_and_its_reports(
    cast: Any, host_pages: Any, say: Any
) -> None:
    kept = say("author", host_pages.elsewhere)
    for page_of_host in (host_pages.news, host_pages.login):
        first = say("author", page_of_host)
        place = place_for(cast["employee"], "page", page_of_host.pk)
        PostComment(actor=cast["employee"], place=place, source="Yes.", parent=first).execute()
        FileReport(actor=cast["member"], place=place, comment=first, reason="other").execute()
    reports = Report.objects.exclude(discussion__target_type="page").count()
    host_pages.index.delete()
    assert list(Discussion.objects.filter(target_type="page")) == [kept.discussion]
    assert Comment.objects.filter(discussion__target_type="page").count() == 1
    assert not Comment.objects.filter(discussion=None).exists()
    assert Report.objects.count() == reports


def test_translation_takes_over_what_was_said_under_a_page_that_is_deleted(
    cast: Any, client_of: Any, host_pages: Any, say: Any, settings: Any
) -> None:
    settings.WAGTAIL_SOCIAL_SHARE_DISCUSSION_BETWEEN_TRANSLATIONS = True
    dutch = Locale.objects.get_or_create(language_code="nl")[0]
    translated = host_pages.news.copy_for_translation(dutch, copy_parents=True)
    translated.save_revision().publish()
    translated.refresh_from_db()
    said = say("author", host_pages.news, "In English.")
    host_pages.news.delete()
    assert Comment.objects.filter(pk=said.pk).exists()
    assert "In English." in drawn("{% discussion page %}", cast["employee"], translated)
    translated.delete()
    assert not Discussion.objects.filter(target_type="page").exists()


def test_shared_discussion_outlives_the_translation_it_began_under(
    cast: Any, client_of: Any, host_pages: Any, say: Any, settings: Any
) -> None:
    settings.WAGTAIL_SOCIAL_SHARE_DISCUSSION_BETWEEN_TRANSLATIONS = True
    dutch = Locale.objects.get_or_create(language_code="nl")[0]
    for above in (host_pages.home, host_pages.index):
        above.copy_for_translation(dutch, copy_parents=True).save_revision().publish()
    translated = host_pages.news.copy_for_translation(dutch)
    translated.title = "De start"
    translated.save_revision().publish()
    translated.refresh_from_db()
    said = say("author", host_pages.news, "In English.")
    host_pages.news.unpublish()
    also = say("member", translated, "In het Nederlands.")
    assert also.discussion_id == said.discussion_id
    html = drawn("{% discussion page %}", cast["employee"], translated)
    assert "In English." in html and "In het Nederlands." in html
    assert drawn("{% comment_count page %}", cast["employee"], translated) == "2"
    alone = page(client_of("employee"), f"/community/discussions/page/{host_pages.news.pk}/")
    assert "De start" in alone and host_pages.news.title not in alone
    employee = cast["employee"]
    assert Comment.objects.visible_to(employee).filter(pk=said.pk).exists()
    assert said.audience().filter(pk=employee.pk).exists()

    restriction = PageViewRestriction.objects.create(page=translated, restriction_type="groups")
    restriction.groups.set(cast["manager"].groups.all())
    for role, sees in (("manager", True), ("employee", False)):
        address = f"/community/discussions/page/{host_pages.news.pk}/"
        assert (client_of(role).get(address).status_code == 200) == sees
        assert (client_of(role).get(said.get_absolute_url()).status_code == 302) == sees
        assert Comment.objects.visible_to(cast[role]).filter(pk=said.pk).exists() == sees
        assert said.audience().filter(pk=cast[role].pk).exists() == sees
    translated.unpublish()
    assert client_of("manager").get(said.get_absolute_url()).status_code == 404
    assert not said.audience().exists()


def test_discussion_of_a_page_is_followed_closed_and_read_alone(
    cast: Any, client_of: Any, host_pages: Any, say: Any
) -> None:
    say("author", host_pages.elsewhere)
    base = f"/community/discussions/page/{host_pages.elsewhere.pk}/"
    html = page(client_of("employee"), base)
    assert "Elsewhere" in html and "About this page." in html
    assert client_of("employee").post(f"{base}follow/").status_code == 303
    assert client_of("employee").post(f"{base}state/?state=closed").status_code == 403
    assert client_of("editor").post(f"{base}state/?state=closed").status_code == 303
    assert "This discussion is closed." in page(client_of("employee"), base)
    assert "Lock" in page(client_of("editor"), f"{base}menu/")
    assert client_of("employee").get("/community/discussions/nothing/1/").status_code == 404
    assert client_of("employee").get(f"/community/discussions/page/{10**30}/").status_code == 404
