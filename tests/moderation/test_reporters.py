"""What a reporter finds out of what became of a report."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tests.cast import CANARY
from wagtail_social.conversations.actions import (
    RemoveComment,
)
from wagtail_social.groups.models import Membership
from wagtail_social.moderation.actions import DecideReport

from .reports import DISMISS, file


def test_reporter_reads_the_answer(cast: Any, client_of: Any) -> None:
    report = file(cast["member"], cast.place("member", "closed"))
    mine = reverse("wagtail_social:my_reports")
    page = client_of("member").get(mine).content.decode()
    assert "Seen by me." in page
    assert CANARY["closed"]["posttitle"] in page.lower()
    DecideReport(actor=cast["moderator"], report=report, **DISMISS).execute()
    page = client_of("member").get(mine).content.decode()
    assert DISMISS["decision"] in page
    assert "Mats" not in page.partition("ws-main")[2]
    assert "Seen by me." not in client_of("author").get(mine).content.decode()


def test_reporter_who_left_a_secret_group_meets_nothing_of_it(cast: Any, client_of: Any) -> None:
    report = file(cast["member"], cast.place("member", "secret"))
    Membership.objects.filter(group=report.group, user=cast["member"]).update(state="left")
    DecideReport(actor=cast["manager"], report=report, **DISMISS).execute()
    page = client_of("member").get(reverse("wagtail_social:my_reports")).content.decode()
    assert "Seen by me." in page
    assert DISMISS["decision"] in page
    assert not [word for word in CANARY["secret"].values() if word in page.lower()]


def test_reporter_does_not_read_a_removed_text(cast: Any, client_of: Any) -> None:
    comment = cast.talks["open"].comments["deep"]
    file(cast["member"], cast.place("member", "open"), comment)
    mine = reverse("wagtail_social:my_reports")
    assert CANARY["open"]["deep"] in client_of("member").get(mine).content.decode().lower()
    RemoveComment(actor=cast["moderator"], comment=comment, reason="No.").execute()
    page = client_of("member").get(mine).content.decode()
    assert "This text has been removed." in page
    assert CANARY["open"]["deep"] not in page.lower()
