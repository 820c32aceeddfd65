"""What the Wagtail admin shows of groups that the viewer may not see: nothing anywhere."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from tests.cast import CANARY, hidden_from, words

PLACES = ("groups", "memberships", "meetings", "posts", "comments", "reports", "profiles")
#: Names of people stand in the directory, whoever's group they are in; so do departments.
DIRECTORY = {CANARY[group][name] for group in CANARY for name in ("hermit", "department")}
#: Who gets into the admin without being in a group.
OUTSIDERS = ("superuser", "steward")
EMPTY_HANDED = ("editor", "employee", "member", "manager", "deactivated", "anonymous")


def address(place, name="index", *args):
    return reverse(f"wagtail_social_admin_{place}:{name}", args=args)


def said(response):
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode("utf-8", "replace").lower()


def rows_of(cast, group):
    """Return one row of each place that belongs to a group."""
    talk = cast.talks[group]
    return {
        "groups": cast.groups[group].pk,
        "memberships": cast.membership("member", group).pk,
        "meetings": cast.meetings[group].meeting.pk,
        "posts": talk.post.pk,
        "comments": talk.comments["comment"].pk,
        "reports": cast._ids["talks"][group]["report"],
    }


def assert_nothing_hidden(response, role, but=()):
    text = said(response)
    leaked = sorted(word for word in hidden_from(role) - set(but) if word in text)
    assert not leaked


def but_for(place):
    """Return the hidden words that this place may say."""
    return DIRECTORY if place == "profiles" else set()


@pytest.mark.parametrize("role", OUTSIDERS)
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("query", ["", "?q=zq", "?export=csv", "?export=xlsx", "?p=2"])
def test_outsider_lists_rows_without_hidden_words(client_of, role, place, query):
    response = client_of(role).get(address(place) + query)
    assert response.status_code == 200
    if "xlsx" not in query:
        assert_nothing_hidden(response, role, but_for(place))


@pytest.mark.parametrize("role", OUTSIDERS)
@pytest.mark.parametrize("place", PLACES)
def test_outsider_asks_for_results_without_hidden_words(client_of, role, place):
    response = client_of(role).get(address(place, "index_results"), {"q": "zq"})
    assert response.status_code == 200
    assert_nothing_hidden(response, role, but_for(place))


@pytest.mark.parametrize("role", OUTSIDERS)
@pytest.mark.parametrize(
    "parameter", ["group", "author", "person", "department", "state", "visibility"]
)
@pytest.mark.parametrize("place", PLACES)
def test_outsider_filters_rows_without_hidden_words(client_of, cast, role, place, parameter):
    for value in ("zqsecret", "secret", str(cast.groups["secret"].department_id), "members"):
        response = client_of(role).get(address(place), {parameter: value})
        assert response.status_code == 200
        assert_nothing_hidden(response, role, but_for(place))


@pytest.mark.parametrize("role", OUTSIDERS)
@pytest.mark.parametrize("view", ["inspect", "history", "history_results", "edit"])
def test_outsider_opens_row_of_secret_group_and_finds_nothing(client_of, cast, role, view):
    for place, pk in rows_of(cast, "secret").items():
        if view == "edit" and place not in ("groups", "meetings"):
            continue
        secret = client_of(role).get(address(place, view, pk))
        if place == "memberships" and view != "inspect" and secret.status_code == 302:
            continue
        absent = client_of(role).get(address(place, view, 999999))
        assert secret.status_code == absent.status_code == 404
        assert_nothing_hidden(secret, role)


@pytest.mark.parametrize("role", OUTSIDERS)
def test_outsider_opens_closed_group_and_reads_what_everybody_knows(client_of, cast, role):
    pk = cast.groups["closed"].pk
    for view in ("inspect", "history", "edit"):
        response = client_of(role).get(address("groups", view, pk))
        assert response.status_code == 200
        assert_nothing_hidden(response, role)
    for place, row in rows_of(cast, "closed").items():
        if place not in ("groups", "reports"):
            assert client_of(role).get(address(place, "inspect", row)).status_code == 404


@pytest.mark.parametrize("role", OUTSIDERS)
@pytest.mark.parametrize(
    ("model", "action"),
    [
        ("wagtail_social_groups/group", "archive"),
        ("wagtail_social_groups/group", "reopen"),
        ("wagtail_social_groups/group", "pilot"),
        ("wagtail_social_groups/group", "appoint"),
        ("wagtail_social_conversations/post", "remove"),
        ("wagtail_social_conversations/post", "restore"),
        ("wagtail_social_conversations/post", "lock"),
        ("wagtail_social_conversations/comment", "remove"),
        ("wagtail_social_conversations/comment", "restore"),
        ("wagtail_social_moderation/report", "answer"),
    ],
)
def test_outsider_changes_row_of_secret_group_and_finds_nothing(
    client_of, cast, role, model, action
):
    from django.apps import apps

    row_model = apps.get_model(model.replace("/", "."))
    pk = rows_of(cast, "secret")[f"{model.split('/')[1]}s"]
    assert row_model.objects.filter(pk=pk).exists()
    before = list(row_model.objects.order_by("pk").values())
    url = f"/admin/bulk/{model}/{action}/"
    for chosen in (str(pk), "all", "999999", "x", "9" * 30, "9" * 5000):
        for answer in (
            client_of(role).get(f"{url}?id={chosen}"),
            client_of(role).post(
                f"{url}?id={chosen}",
                {"reason": "x", "state": "acted", "decision": "x", "person": "employee"},
            ),
        ):
            assert answer.status_code == 404
            assert_nothing_hidden(answer, role)
    assert list(row_model.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("role", OUTSIDERS)
def test_outsider_mixes_secret_row_into_change_and_it_is_left_alone(client_of, cast, role):
    secret, open_ = cast.groups["secret"], cast.groups["open"]
    url = f"/admin/bulk/wagtail_social_groups/group/archive/?id={secret.pk}&id={open_.pk}"
    shown = client_of(role).get(url)
    assert CANARY["open"]["title"] in said(shown)
    assert_nothing_hidden(shown, role)
    assert_nothing_hidden(client_of(role).post(url, follow=True), role)
    for group in (secret, open_):
        group.refresh_from_db()
    assert open_.is_archived and not secret.is_archived


@pytest.mark.parametrize("role", OUTSIDERS)
@pytest.mark.parametrize(
    "path",
    [
        "",
        "reports/site-history/",
        "reports/site-history/?export=csv",
        "pages/search/?q=zqsecret",
        "users/",
        "snippets/",
        "community/departments/",
        "images/",
        "documents/",
        "tag-autocomplete/?term=zqsecret",
    ],
)
def test_outsider_opens_page_of_wagtail_without_hidden_words(client_of, role, path):
    response = client_of(role).get(f"/admin/{path}")
    assert response.status_code in (200, 302, 404)
    directory = ("users/", "community/departments/")
    # The site history can be narrowed to who did what: its filter lists people, no groups.
    assert_nothing_hidden(
        response, role, DIRECTORY if path.startswith((*directory, "reports/")) else ()
    )


@pytest.mark.parametrize("role", EMPTY_HANDED)
@pytest.mark.parametrize("place", PLACES)
def test_who_has_no_permission_opens_the_admin_and_is_sent_away(client_of, cast, role, place):
    rows = rows_of(cast, "open")
    addresses = [address(place), address(place, "index_results"), address(place) + "?export=csv"]
    if place in rows:
        addresses += [address(place, view, rows[place]) for view in ("inspect", "history")]
        addresses += [address(place, view, 999999) for view in ("inspect", "history")]
    for url in addresses:
        response = client_of(role).get(url)
        assert response.status_code in (302, 403)
        assert not any(word in said(response) for word in words("open"))


@pytest.mark.parametrize("role", EMPTY_HANDED)
def test_who_has_no_permission_changes_rows_and_is_sent_away(client_of, cast, role):
    url = f"/admin/bulk/wagtail_social_conversations/post/remove/?id={cast.talks['open'].post.pk}"
    for response in (client_of(role).get(url), client_of(role).post(url, {"reason": "x"})):
        assert response.status_code in (302, 403)
        assert not any(word in said(response) for word in words("open"))
    cast.talks["open"].post.refresh_from_db()
    assert not cast.talks["open"].post.is_removed


@pytest.mark.parametrize(
    "place", ["groups", "memberships", "meetings", "posts", "comments", "reports"]
)
@pytest.mark.parametrize("name", ["add", "copy", "delete", "usage"])
def test_superuser_adds_copies_or_deletes_and_there_is_no_such_address(
    client_of, cast, place, name
):
    from django.urls import NoReverseMatch

    if (place, name) == ("meetings", "add"):
        return  # Planned by the action of the site: tests/admin/test_meetings.py.
    with pytest.raises(NoReverseMatch):
        address(place, name, rows_of(cast, "open")[place])


def test_superuser_sees_all_where_the_host_says_so(client_of, cast, settings):
    settings.WAGTAIL_SOCIAL_SUPERUSERS_SEE_ALL = True
    response = client_of("superuser").get(address("groups"))
    assert CANARY["secret"]["title"] in said(response)
    steward = client_of("steward").get(address("groups"))
    assert CANARY["secret"]["title"] not in said(steward)


def test_member_with_permission_finds_the_secret_group_they_are_in(client_of, cast, sign_in):
    member = cast["member"]
    member.user_permissions.add(
        *Permission.objects.filter(
            codename__in=["access_admin", "view_group", "view_post"],
            content_type__app_label__in=[
                "wagtailadmin",
                "wagtail_social_groups",
                "wagtail_social_conversations",
            ],
        )
    )
    client = sign_in(member)
    assert CANARY["secret"]["title"] in said(client.get(address("groups")))
    posts = said(client.get(address("posts")))
    assert CANARY["secret"]["posttitle"] in posts
    assert CANARY["secret"]["gonetitle"] not in posts


def test_editor_is_suggested_tags_of_what_they_may_see_and_of_the_host(client_of, cast):
    from taggit.models import Tag

    from wagtail_social.topics.vocabulary import topics_named

    def suggested(role, term):
        return client_of(role).get("/admin/tag-autocomplete/", {"term": term}).json()

    assert suggested("editor", "zqsecret") == suggested("superuser", "zqsecret") == []
    assert suggested("editor", "zqopentag") == [CANARY["open"]["tag"]]
    Tag.objects.create(name="zqsecretly unused", slug="zqsecretly-unused")
    assert suggested("editor", "zqsecret") == ["zqsecretly unused"]
    cast.groups["open"].tags.add(*topics_named([CANARY["secret"]["tag"]]))
    assert CANARY["secret"]["tag"] in suggested("editor", "zqsecret")
    by_model = client_of("editor").get("/admin/tag-autocomplete/taggit/tag/", {"term": "zqclosed"})
    assert by_model.json() == []


def test_editor_is_suggested_the_tag_of_a_secret_group_that_a_page_carries(
    client_of, cast, host_pages
):
    from wagtail_social.topics.vocabulary import topics_named

    host_pages.news.tags.add(*topics_named([CANARY["secret"]["tag"]]))
    host_pages.news.save()
    answer = client_of("editor").get("/admin/tag-autocomplete/", {"term": "zqsecret"})
    assert answer.json() == [CANARY["secret"]["tag"]]


def test_policy_of_a_model_asks_the_row_too(cast):
    from wagtail_social.wagtail_hooks import viewsets

    policies = {viewset.model: viewset.permission_policy for viewset in viewsets()}
    for role in OUTSIDERS:
        for group, visible in (("secret", False), ("open", True)):
            row = cast.groups[group]
            policy = policies[type(row)]
            assert policy.user_has_permission(cast[role], "change")
            asked = policy.user_has_permission_for_instance(cast[role], "change", row)
            found = policy.instances_user_has_permission_for(cast[role], "change")
            assert asked is visible and found.filter(pk=row.pk).exists() is visible


def test_groups_of_django_offer_the_permissions_of_the_community(client_of):
    page = said(client_of("superuser").get("/admin/groups/new/"))
    names = ("meeting", "post", "comment", "report", "membership", "profile", "department")
    for name in names:
        assert name in page
