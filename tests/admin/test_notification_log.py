"""The log: who was told, who was not, and why; for who may read what it was about; no content."""

from __future__ import annotations

import csv
import io

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone
from wagtail.models import ModelLogEntry

from tests.cast import CANARY, hidden_from, words
from wagtail_social.conversations.actions import CallColleagues, PostComment, PublishPost
from wagtail_social.conversations.targets import place_for
from wagtail_social.groups.actions import InviteToGroup
from wagtail_social.moderation.actions import FileReport
from wagtail_social.notifications.models import (
    Activity,
    ChoiceOfChannel,
    Delivery,
    GroupChoice,
    Mail,
)

from .test_closed import EMPTY_HANDED, OUTSIDERS, address, said

PLACES = ("news", "deliveries", "mail")
#: Not the one that holds everyone: of its news hermits of closed groups are told, too.
LIVELY = ("open", "closed", "secret")


@pytest.fixture
def happens(django_capture_on_commit_callbacks):
    def do(action):
        with django_capture_on_commit_callbacks(execute=True):
            return action.execute()

    return do


def post_in(cast, happens, kind, source="Hello @member"):
    author = cast[f"hermit_{kind}"]
    title = CANARY[kind]["posttitle"]
    return happens(PublishPost(actor=author, group=cast.groups[kind], title=title, source=source))


@pytest.fixture
def news(cast, happens):
    """Let something of each kind happen in every group; return the activities by group."""
    for kind in LIVELY:
        post = post_in(cast, happens, kind)
        place = place_for(cast["member"], "post", post.pk)
        text = f"{CANARY[kind]['comment']} @hermit.{kind}"
        happens(PostComment(actor=cast["member"], place=place, source=text))
        happens(FileReport(actor=cast["member"], place=place, reason="other", text="x"))
        group, invited = cast.groups[kind], [cast["former"].pk]
        happens(InviteToGroup(actor=cast["manager"], group=group, user_ids=invited))
    Mail.objects.update(state="failed", failure="550 No such user", due_at=timezone.now())
    return {
        kind: list(Activity.objects.filter(group=cast.groups[kind]).order_by("pk"))
        for kind in LIVELY
    }


def rows_of(response):
    return list(csv.DictReader(io.StringIO(said(response))))


def test_steward_reads_for_a_post_who_was_told_and_who_was_not_and_why(steward, cast, happens):
    group = cast.groups["open"]
    GroupChoice.objects.create(user=cast["moderator"], group=group, level="nothing")
    ChoiceOfChannel.objects.create(
        user=cast["manager"], category="group_activity", channel="site", wanted=False
    )
    post = post_in(cast, happens, "open")
    listed = said(steward.get(address("news")))
    assert "new post" in listed and f"post {post.pk}" in listed
    assert CANARY["open"]["title"] in listed
    page = said(steward.get(address("news", "inspect", Activity.objects.get().pk)))
    told, _heading, missed = page.partition("not told on site</h2>")
    assert "marit bakker" in told and "somebody names me" in told and "new in my groups" in told
    assert "mats lindholm" in missed and "wants to hear less of the group" in missed
    assert "margot claes" in missed and "has switched this off" in missed
    assert "dirk janssen" in missed and "account is closed" in missed
    assert CANARY["open"]["posttitle"] not in listed + page


def test_steward_follows_the_link_to_all_people_and_searches_them(steward, cast, happens):
    post_in(cast, happens, "open")
    activity = Activity.objects.get()
    page = said(steward.get(address("news", "inspect", activity.pk)))
    link = f"{address('deliveries')}?activity={activity.pk}&amp;told=yes"
    assert link in page
    found = {"activity": activity.pk, "told": "yes", "q": "bakker"}
    rows = said(steward.get(address("deliveries", "index_results"), found))
    assert "marit bakker" in rows and "margot claes" not in rows
    for typed in ("0", "x", "9" * 18, "9" * 300, "-1"):
        rows = said(steward.get(address("deliveries", "index_results"), {"activity": typed}))
        assert "marit bakker" not in rows


@pytest.mark.parametrize(
    ("parameters", "count"),
    [
        ({"person": "marit bakker"}, 1),
        ({"person": "emma visser"}, 0),
        ({"happening": "post"}, 1),
        ({"happening": "comment"}, 0),
        ({"group": "zqopen"}, 1),
        ({"group": "zqeveryone"}, 0),
        ({"failed": "yes"}, 0),
        ({"failed": "no"}, 1),
        ({"created_at_to": "1999-12-31"}, 0),
    ],
)
def test_steward_narrows_the_news_and_finds_what_fits(steward, cast, happens, parameters, count):
    post_in(cast, happens, "open")
    assert len(rows_of(steward.get(address("news"), {**parameters, "export": "csv"}))) == count


def test_viewer_without_the_right_to_names_reads_figures_only(cast, sign_in, happens):
    post_in(cast, happens, "open")
    codes = ["access_admin", "view_activity"]
    cast["employee"].user_permissions.add(*Permission.objects.filter(codename__in=codes))
    client = sign_in(cast["employee"])
    page = said(client.get(address("news", "inspect", Activity.objects.get().pk)))
    assert "told on site" in page and "marit bakker" not in page
    asked = {"person": "emma visser", "export": "csv"}
    assert len(rows_of(client.get(address("news"), asked))) == 1
    assert client.get(address("deliveries")).status_code == 302


@pytest.mark.parametrize("role", EMPTY_HANDED)
@pytest.mark.parametrize("place", PLACES)
def test_who_has_no_permission_is_sent_away(client_of, news, role, place):
    row = {"news": Activity, "deliveries": Delivery, "mail": Mail}[place].objects.first()
    addresses = [address(place), address(place, "index_results"), address(place) + "?export=csv"]
    for url in (*addresses, address(place, "inspect", row.pk)):
        response = client_of(role).get(url)
        assert response.status_code in (302, 403)
        assert not any(word in said(response) for word in words("open"))


@pytest.mark.parametrize("role", OUTSIDERS)
@pytest.mark.parametrize("place", PLACES)
def test_outsider_meets_no_word_and_no_row_of_closed_groups(client_of, cast, news, role, place):
    """Class 1, class 9: lists, filters, exports, pages; names of people in there included."""
    client = client_of(role)
    hidden = hidden_from(role)
    filters = [
        {parameter: value}
        for parameter in ("q", "person", "group", "activity", "failed", "happening", "state")
        for value in ("zq", "zqsecret", "hermit", "failed", "yes", str(news["secret"][0].pk))
    ]
    for asked in ({}, {"export": "csv"}, *filters):
        response = client.get(address(place), asked)
        assert response.status_code == 200
        echoes = set(asked.values())
        assert not [word for word in hidden - echoes if word in said(response)], asked
    rows = rows_of(client.get(address("news"), {"export": "csv"}))
    assert rows and all(CANARY["open"]["title"] in row["group"] for row in rows)


@pytest.mark.parametrize("role", OUTSIDERS)
@pytest.mark.parametrize("kind", ["closed", "secret"])
def test_outsider_opens_rows_of_closed_groups_and_finds_nothing(client_of, cast, news, role, kind):
    client = client_of(role)
    discussions = [row.subject_id for row in news[kind] if row.subject_type == "discussion"]
    rows = {
        "news": news[kind],
        "deliveries": Delivery.objects.filter(activity__in=news[kind]),
        "mail": Mail.objects.filter(subject_type="discussion", subject_id__in=discussions),
    }
    for place, found in rows.items():
        assert found
        for row in found:
            for view in ("inspect", "history", "history_results"):
                if view == "inspect" or place == "mail":
                    answer = client.get(address(place, view, row.pk))
                    assert answer.status_code == 404
    mail = rows["mail"][0]
    url = f"/admin/bulk/wagtail_social_notifications/mail/try-again/?id={mail.pk}"
    assert client.get(url).status_code == client.post(url).status_code == 404
    mail.refresh_from_db()
    assert mail.state == "failed"


def test_member_with_the_permission_reads_of_their_secret_group(cast, sign_in, news):
    member = cast["member"]
    codes = ["access_admin", "view_activity", "view_delivery", "view_mail"]
    member.user_permissions.add(*Permission.objects.filter(codename__in=codes))
    client = sign_in(member)
    assert CANARY["secret"]["title"] in said(client.get(address("news")))
    assert CANARY["secret"]["hermit"] in said(client.get(address("deliveries")))
    happenings = {
        row["what happened"] for row in rows_of(client.get(address("news") + "?export=csv"))
    }
    assert "text reported" not in happenings


def test_news_of_a_report_is_read_by_who_answers_it_and_names_nobody(cast, client_of, news):
    moderator = cast["moderator"]
    codes = ["access_admin", "view_activity", "view_delivery"]
    moderator.user_permissions.add(*Permission.objects.filter(codename__in=codes))
    rows = rows_of(client_of("moderator").get(address("news"), {"export": "csv"}))
    reported = [row for row in rows if row["what happened"] == "text reported"]
    assert reported and all(not row["who did it"] for row in reported)
    rows = rows_of(client_of("steward").get(address("news"), {"export": "csv"}))
    assert "text reported" not in {row["what happened"] for row in rows}


def test_call_between_two_people_is_in_the_log_of_nobody_else(cast, happens, steward, sign_in):
    post = post_in(cast, happens, "open")
    place = place_for(cast["member"], "post", post.pk)
    happens(CallColleagues(actor=cast["member"], place=place, user_ids=[cast["manager"].pk]))
    call = Activity.objects.get(happening="called")
    assert steward.get(address("news", "inspect", call.pk)).status_code == 404
    row = call.deliveries.get()
    assert steward.get(address("deliveries", "inspect", row.pk)).status_code == 404
    assert "asks for my view" not in said(steward.get(address("deliveries", "index_results")))
    mails = rows_of(steward.get(address("mail"), {"export": "csv"}))
    abouts = {row["person"]: row["about"] for row in mails}
    assert abouts == {"margot claes": "", "marit bakker": f"post {post.pk}"}
    codes = ["access_admin", "view_activity"]
    cast["member"].user_permissions.add(*Permission.objects.filter(codename__in=codes))
    answer = sign_in(cast["member"]).get(address("news", "inspect", call.pk))
    assert answer.status_code == 200


@pytest.mark.parametrize("place", PLACES)
def test_number_of_queries_does_not_depend_on_the_number_of_rows(
    steward, cast, happens, place, django_assert_max_num_queries
):
    def queries():
        with django_assert_max_num_queries(60) as counted:
            steward.get(address(place, "index_results"))
        return len(counted)

    post_in(cast, happens, "open")
    post_in(cast, happens, "everyone")
    steward.get(address(place, "index_results"))
    before = queries()
    for _time in range(4):
        post_in(cast, happens, "open", "@member @manager @moderator")
    assert queries() == before


def failed_mail(cast, happens, failure="550 <member@example.org>: no such user"):
    post_in(cast, happens, "open")
    mail = Mail.objects.get(recipient=cast["member"])
    Mail.objects.filter(pk=mail.pk).update(state="failed", attempts=5, failure=failure)
    row = Delivery.objects.filter(recipient=cast["member"])
    row.update(mail="failed", message=mail)
    return mail


def test_steward_sees_that_a_mail_failed_and_what_the_server_said_without_an_address(
    steward, cast, happens
):
    mail = failed_mail(cast, happens)
    for page in (
        said(steward.get(address("mail"))),
        said(steward.get(address("mail", "inspect", mail.pk))),
        said(steward.get(address("mail"), {"export": "csv"})),
    ):
        assert "marit bakker" in page and "no such user" in page and "could not be sent" in page
        assert "member@example.org" not in page and CANARY["open"]["posttitle"] not in page
    assert "1 mail of the last 24 hours did not go out" in said(steward.get(address("mail")))
    assert "1 failed" in said(steward.get(address("news")))
    inspected = said(steward.get(address("news", "inspect", Activity.objects.get().pk)))
    assert "mail could not be sent" in inspected
    Mail.objects.update(due_at=timezone.now() - timezone.timedelta(hours=30))
    assert "of the last 24 hours" not in said(steward.get(address("mail")))


TRY_AGAIN = "/admin/bulk/wagtail_social_notifications/mail/try-again/?id={}"


@pytest.mark.parametrize("state", ["failed", "uncertain"])
def test_steward_tries_a_mail_again_and_it_is_logged(steward, cast, happens, state):
    mail = failed_mail(cast, happens)
    Mail.objects.update(state=state)
    url = TRY_AGAIN.format(mail.pk)
    assert "may arrive twice" in said(steward.get(url))
    assert "1 mail waits to be sent again" in said(steward.post(url, follow=True))
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.failure) == ("waiting", 0, "")
    assert mail.due_at <= timezone.now()
    row = Delivery.objects.get(recipient=cast["member"])
    assert (row.mail, row.message_id) == ("waiting", None)
    entry = ModelLogEntry.objects.get(action="wagtail_social.mail.tried_again")
    assert entry.user == cast["steward"] and entry.data == {"before": state, "state": "waiting"}
    assert "try to send a mail again" in said(steward.get(address("mail", "history", mail.pk)))
    assert "not needed" in said(steward.get(url))


def test_mail_that_is_tried_again_while_another_waits_is_told_by_that_one(steward, cast, happens):
    mail = failed_mail(cast, happens)
    Mail.objects.create(
        recipient=mail.recipient,
        kind="news",
        subject_type=mail.subject_type,
        subject_id=mail.subject_id,
        due_at=timezone.now(),
    )
    steward.post(TRY_AGAIN.format(mail.pk))
    mail.refresh_from_db()
    assert mail.state == "dropped"
    assert Delivery.objects.get(recipient=cast["member"]).mail == "waiting"


def test_viewer_of_mail_may_not_try_again(cast, happens, sign_in):
    mail = failed_mail(cast, happens)
    codes = ["access_admin", "view_mail"]
    cast["employee"].user_permissions.add(*Permission.objects.filter(codename__in=codes))
    client = sign_in(cast["employee"])
    assert "try again" not in said(client.get(address("mail")))
    assert client.post(TRY_AGAIN.format(mail.pk)).status_code == 302
    mail.refresh_from_db()
    assert mail.state == "failed"


@pytest.mark.parametrize("place", PLACES)
def test_hostile_names_are_text_on_pages_and_in_spreadsheets(steward, cast, happens, place):
    """Class 5, class 17."""
    cast["member"].first_name, cast["member"].last_name = "=1+1<script>alert(1)", "</script>"
    cast["member"].save()
    failed_mail(cast, happens, failure="=cmd|' /C calc'!A0 <script>alert(1)</script>")
    activity = Activity.objects.get()
    pages = [address(place), address("news", "inspect", activity.pk)]
    for page in pages:
        text = said(steward.get(page))
        assert "<script>alert(1)" not in text
    rows = csv.reader(io.StringIO(said(steward.get(address(place), {"export": "csv"}))))
    cells = [cell for row in rows for cell in row]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    assert steward.get(address(place), {"export": "xlsx"}).status_code == 200


def test_menu_leads_to_the_log_and_groups_of_django_offer_its_permissions(steward, client_of):
    home = said(steward.get("/admin/"))
    assert address("news") in home and address("mail") in home
    assert address("deliveries") not in home
    page = said(client_of("superuser").get("/admin/groups/new/"))
    for name in ("piece of news", "delivery", "can change mail"):
        assert name in page
