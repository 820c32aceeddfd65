"""The leak sweep: every outsider walks through all of it and meets no word of what is closed.

Class 1, class 8, class 9. Each text of the closed and the secret group holds a word that stands
nowhere else. Whoever may not read it follows every link, types every prefix, asks every list of
the host, of Wagtail's API and of the Wagtail admin.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from wagtail_social.conversations import actions as talk
from wagtail_social.conversations.models import Post
from wagtail_social.groups import actions as groups
from wagtail_social.groups.models import Membership
from wagtail_social.notifications.models import Activity, Delivery, Mail

from ..cast import CANARY, OUTSIDERS, PRIVATE, hidden_from
from .crawl import Visit
from .registry import ROWS
from .verbs import Ask

START = (
    "/",
    "/news/",
    "/elsewhere/",
    "/community/",
    "/community/groups/",
    "/community/topics/",
    "/community/people/",
)
#: What somebody would type who guesses.
PREFIXES = ("zqsecret", "circle")


def _names_of_colleagues(address: str, word: str) -> bool:
    """Every colleague stands in the directory, and departments are known to all."""
    return word.endswith(("hermit", "department")) and (
        "/people/" in address
        or "/suggest/colleagues/" in address
        or "/admin/" in address
        or "people" in address
    )


def _own_addresses(cast: Any, role: str) -> list[str]:
    """Return every address that GET answers, for the private groups, whoever may see them."""
    return [
        row.url(Ask(cast, role, group))
        for group in PRIVATE
        for row in ROWS
        if row.get and not row.alone
    ]


def _lists(cast: Any) -> list[str]:
    """Return every list with every filter, and every suggestion, for what one might type."""
    places = [reverse(f"wagtail_social:{name}") for name in ("home", "groups", "topics", "people")]
    places += [reverse("wagtail_social:reports"), reverse("wagtail_social:my_reports")]
    suggest = [
        reverse("wagtail_social:suggest_topics"),
        reverse("wagtail_social:suggest_colleagues"),
        *(
            reverse("wagtail_social:suggest_group_people", args=[group.slug])
            for group in cast.groups.values()
        ),
        *(
            reverse("wagtail_social:suggest_people", args=["post", talk.post.pk])
            for talk in cast.talks.values()
        ),
    ]
    filters = (
        "order=newest",
        "show=following",
        "show=unanswered",
        "show=mine",
        "kind=question",
        *(f"topic={CANARY[group][name]}" for group in PRIVATE for name in ("tag", "topic")),
        *(f"group={cast.groups[group].slug}" for group in PRIVATE),
    )
    typed = [f"{place}?q={prefix}" for place in (*places, *suggest) for prefix in PREFIXES]
    return [*typed, *(f"{place}?{chosen}" for place in places[:3] for chosen in filters)]


@pytest.mark.parametrize("role", OUTSIDERS)
def test_outsider_who_walks_everywhere_meets_no_word_of_closed_groups(
    cast: Any, host_pages: Any, client_of: Any, role: str
) -> None:
    """Class 1, class 9: links, lists, suggestions, and every address as a part of a page.

    The same addresses as whole pages are asked in ``test_addresses.py``.
    """
    visit = Visit(client_of(role), most=40).start(START)
    assert len(visit.pages) > (5 if role in ("anonymous", "deactivated") else 20)
    for address in _lists(cast):
        visit.fetch(address)
    parts = Visit(client_of(role), most=0)
    for address in (*_own_addresses(cast, role), *list(visit.pages)[:20]):
        parts.fetch(address, **{"HX-Request": "true"})
    for seen in (visit, parts):
        met = seen.meets(hidden_from(role), unless=_names_of_colleagues)
        assert not met, "\n".join(met[:20])
        assert not [address for address, code in seen.codes.items() if code >= 500]
    covers = [cast.groups[name].cover.name.rpartition("/")[2].encode() for name in PRIVATE]
    assert not [cover for cover in covers for body in visit.pages.values() if cover in body]


@pytest.mark.parametrize("role", ["anonymous", "employee", "editor", "superuser"])
def test_wagtail_api_and_search_of_the_host_tell_nothing(
    cast: Any, host_pages: Any, client_of: Any, role: str
) -> None:
    """Class 1: pages, images, documents of the API, with all fields and any search."""
    visit = Visit(client_of(role), most=40)
    for kind in ("pages", "images", "documents"):
        visit.start([f"/api/v2/{kind}/", f"/api/v2/{kind}/?fields=*"], below="/api/")
        for prefix in PREFIXES:
            visit.fetch(f"/api/v2/{kind}/?search={prefix}")
        visit.fetch(f"/api/v2/{kind}/find/?html_path=/community/groups/")
    assert visit.codes["/api/v2/pages/"] == 200
    assert not visit.meets(hidden_from(role))


def _tell_news(cast: Any) -> None:
    """Let the log hold that the hermit of each group was told of it, and could not be mailed."""
    for name, talk_here in cast.talks.items():
        hermit, group = cast[f"hermit_{name}"], cast.groups[name]
        report = Ask(cast, "manager", name).report
        for happening, subject, key in (
            ("post", "discussion", talk_here.discussion.pk),
            ("invited", "group", group.pk),
            ("reported", "report", report.pk),
        ):
            about = {"subject_type": subject, "subject_id": key}
            news = Activity.objects.create(
                happening=happening, **about, object_id=key, group=group, actor=hermit
            )
            mail = Mail.objects.create(
                recipient=hermit, kind="news", state="failed", due_at=timezone.now(), **about
            )
            Delivery.objects.create(
                activity=news,
                recipient=hermit,
                category="mention",
                site="told",
                mail="failed",
                message=mail,
            )


ADMIN_START = (
    *(f"/admin/community/{name}/" for name in ("news", "deliveries", "mail")),
    "/admin/",
    "/admin/reports/site-history/",
    "/admin/reports/locked/",
    "/admin/reports/aging-pages/",
    "/admin/reports/page-types-usage/",
    "/admin/reports/workflow/",
    "/admin/pages/",
    "/admin/pages/search/?q=zq",
    "/admin/choose-page/",
    "/admin/choose-page/search/?q=zq",
    "/admin/images/",
    "/admin/documents/",
    "/admin/images/chooser/",
    "/admin/documents/chooser/",
    "/admin/users/",
    "/admin/snippets/",
    "/admin/sites/",
    "/admin/redirects/",
    "/admin/tag-autocomplete/?term=zq",
    "/admin/community/choose-meeting/?q=zq",
    "/admin/community/choose-meeting/results/",
)


@pytest.mark.parametrize("role", ["editor", "steward", "superuser"])
def test_wagtail_admin_tells_nothing_of_closed_groups(
    cast: Any, host_pages: Any, client_of: Any, role: str
) -> None:
    """Class 1: lists, filters, exports, history, usage, choosers, reports, search, tag lists."""
    _tell_news(cast)
    visit = Visit(client_of(role), most=80).start(ADMIN_START, below="/admin/")
    assert len(visit.pages) > 25
    lists = [
        address
        for address, code in list(visit.codes.items())
        if code == 200 and "?" not in address and address.count("/") <= 5
    ]
    for address in lists:
        for typed in ("q=zq", "export=csv"):
            visit.fetch(f"{address}?{typed}")
    met = visit.meets(hidden_from(role), unless=_names_of_colleagues)
    assert not met, "\n".join(met[:20])
    assert not [address for address, code in visit.codes.items() if code >= 500]


def _hidden_rows(cast: Any, group: str) -> dict[str, list[Any]]:
    """Return the keys of rows of a group by the list of the Wagtail admin that would hold them."""
    talk_here = cast.talks[group]
    return {
        "groups": [cast.groups[group].pk],
        "memberships": list(
            Membership.objects.filter(group=cast.groups[group]).values_list("pk", flat=True)
        ),
        "meetings": [cast.meetings[group].meeting.pk],
        "posts": [talk_here.post.pk, talk_here.gone.pk],
        "comments": [comment.pk for comment in talk_here.comments.values()],
        "reports": [Ask(cast, "manager", group).report.pk],
        "news": _keys(Activity.objects.filter(group=cast.groups[group])),
        "deliveries": _keys(Delivery.objects.filter(activity__group=cast.groups[group])),
        "mail": _keys(Mail.objects.filter(recipient=cast[f"hermit_{group}"])),
    }


def _keys(rows: Any) -> list[Any]:
    return list(rows.values_list("pk", flat=True))


@pytest.mark.parametrize("role", ["editor", "steward", "superuser"])
@pytest.mark.parametrize("group", PRIVATE)
def test_rows_of_closed_groups_are_not_found_in_the_admin_by_their_key(
    cast: Any, host_pages: Any, client_of: Any, role: str, group: str
) -> None:
    """Class 1: inspect, edit, history, usage, copy, delete, bulk actions of a guessed key."""
    _tell_news(cast)
    visit = Visit(client_of(role), most=0)
    names = ("inspect", "edit", "history", "history-results", "usage", "delete", "copy")
    for kind, keys in _hidden_rows(cast, group).items():
        for key in keys[:4]:
            for name in names:
                visit.fetch(f"/admin/community/{kind}/{name}/{key}/")
                visit.fetch(f"/admin/community/{kind}/{key}/{name}/")
        chosen = "&".join(f"id={key}" for key in keys)
        label = {
            "groups": "groups.group",
            "memberships": "groups.membership",
            "mail": "notifications.mail",
        }.get(kind, kind)
        for action in ("delete", "remove", "restore", "lock", "archive", "try-again"):
            visit.fetch(f"/admin/bulk/wagtail_social_{label.replace('.', '/')}/{action}/?{chosen}")
    assert not visit.meets(hidden_from(role), unless=_names_of_colleagues)
    known = re.compile(r"/groups?/")
    opened = [
        address
        for address, code in visit.codes.items()
        if code == 200 and not (group == "closed" and known.search(address))
    ]
    assert not opened


def _seen_by(client: Any, addresses: list[str]) -> dict[str, bytes]:
    visit = Visit(client, most=500)
    for address in addresses:
        visit.fetch(address)
    return {address: _without_tokens(body) for address, body in visit.pages.items()}


def _without_tokens(body: bytes) -> bytes:
    """Return the page without what is drawn anew each time."""
    body = re.sub(rb'(name="(?:csrfmiddlewaretoken|submission)"[^>]*value=)"[\w-]+"', rb"\1", body)
    return re.sub(rb'value="[\w-]{36,64}"|csrftoken=\w+|expires=[^;]+|id="id_\w{8}"', b"", body)


def _changed(before: dict[str, bytes], after: dict[str, bytes]) -> str:
    """Return, for each page that differs, where it begins to."""
    found = []
    for address, old in before.items():
        new = after[address]
        if old != new:
            place = next(i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b)
            span = slice(max(0, place - 60), place + 60)
            found.append(f"{address}\n  {old[span]!r}\n  {new[span]!r}")
    return "\n".join(found)


def _everything_listed(cast: Any) -> list[str]:
    names = ("home", "groups", "topics", "people", "suggest_topics", "suggest_colleagues", "write")
    places = [reverse(f"wagtail_social:{name}") for name in names]
    pages = [
        row.url(Ask(cast, "employee", group))
        for group in ("open", "closed")
        for row in ROWS
        if row.get and not row.alone
    ]
    return [
        *places,
        *(f"{place}?q=pump" for place in places),
        *pages,
        "/",
        "/community/topics/pumps/",
    ]


@pytest.mark.parametrize("kind", PRIVATE)
def test_what_happens_in_a_closed_group_changes_nothing_an_outsider_sees(
    cast: Any, host_pages: Any, client_of: Any, time_machine: Any, kind: str
) -> None:
    """Class 9: posts, comments, members, topics in there move no figure, order or list outside."""
    time_machine.move_to(timezone.now() + timedelta(hours=2), tick=False)
    client = client_of("employee")
    addresses = _everything_listed(cast)
    _seen_by(client, addresses)
    before = _seen_by(client, addresses)
    group = cast.groups[kind]
    post = talk.PublishPost(
        actor=cast["member"], group=group, title="Pumps", source="#pumps for @employee"
    ).execute()
    place = cast.place("member", kind)
    talk.PostComment(actor=cast["member"], place=place, source="@employee #pumps").execute()
    talk.React(actor=cast["member"], place=place, kind="like").execute()
    groups.EditGroup(
        actor=cast["manager"], group=group, topics=["pumps"], texts={"guidelines": "New pumps."}
    ).execute()
    invited = groups.InviteToGroup(actor=cast["manager"], group=group, user_ids=[cast["former"].pk])
    invited.execute()
    groups.AcceptInvitation(actor=cast["former"], group=group).execute()
    groups.ChangeRole(
        actor=cast["manager"], group=group, user=cast["member"], role="moderator"
    ).execute()
    assert Post.objects.filter(pk=post.pk).exists()
    after = _seen_by(client, addresses)
    assert not _changed(before, after)


@pytest.mark.parametrize("name", ["home", "groups", "people", "topics"])
def test_filter_by_a_hidden_topic_is_a_filter_by_none(cast: Any, client_of: Any, name: str) -> None:
    """Class 9: a list narrowed by what one may not know looks as if it did not exist."""
    url = reverse(f"wagtail_social:{name}")
    client = client_of("employee")
    hidden = (CANARY["secret"]["topic"], CANARY["closed"]["tag"], cast.groups["secret"].slug)
    for parameter in ("topic", "group", "q"):
        for typed in hidden:
            absent = "y" * len(typed)
            pages = _seen_by(client, [f"{url}?{parameter}={typed}", f"{url}?{parameter}={absent}"])
            one, other = (
                page.replace(word.encode(), b"...").replace(word.title().encode(), b"...")
                for word, page in zip((typed, absent), pages.values(), strict=True)
            )
            assert one == other, (parameter, typed)


def test_a_new_secret_group_changes_nothing_an_outsider_sees(
    cast: Any, host_pages: Any, client_of: Any, time_machine: Any
) -> None:
    """Class 9: no title, slug, topic, count or list tells that it exists."""
    time_machine.move_to(timezone.now() + timedelta(hours=2), tick=False)
    client = client_of("employee")
    addresses = _everything_listed(cast)
    _seen_by(client, addresses)
    before = _seen_by(client, addresses)
    made = groups.CreateGroup(
        actor=cast["manager"],
        texts={"title": "Pumps", "purpose": "All about pumps"},
        preset="secret",
        topics=["Pumps", "Valves"],
    ).execute()
    after = _seen_by(client, addresses)
    assert not _changed(before, after)
    data = {"title": "Pumps", "purpose": "p", "preset": "open", "posting": "members"}
    response = client.post(reverse("wagtail_social:group_new"), {**data, "topics": "pumps"})
    assert response.status_code == 303
    slug = response["Location"].rstrip("/").rpartition("/")[2]
    assert slug.startswith("pumps-") and len(slug) == len(made.slug) and slug != made.slug


def test_a_topic_is_written_as_one_typed_it_whatever_a_secret_group_calls_it(
    cast: Any, client_of: Any
) -> None:
    """Class 9: nobody learns from capital letters that others used a word before."""
    groups.EditGroup(
        actor=cast["manager"], group=cast.groups["secret"], topics=["NorthStar"]
    ).execute()
    client = client_of("member")
    url = reverse("wagtail_social:post_new", args=[cast.groups["open"].slug])
    employee_url = reverse("wagtail_social:post_new", args=[cast.groups["everyone"].slug])
    assert client.post(url, {"title": "A", "kind": "update"}).status_code == 303
    response = client_of("employee").post(
        employee_url, {"title": "B", "kind": "update", "topics": "northstar"}
    )
    page = client_of("employee").get(response["Location"]).content.decode()
    assert "northstar" in page
    assert "NorthStar" not in page
