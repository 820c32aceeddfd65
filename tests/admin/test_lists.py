"""Lists of the Wagtail admin: narrowed down, and taken along as a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest

from tests.cast import CANARY
from wagtail_social.conversations.actions import PublishPost
from wagtail_social.conversations.models import Comment, Post
from wagtail_social.groups.models import Group
from wagtail_social.people.models import Profile

from .test_closed import address, said


@pytest.mark.parametrize(
    ("place", "parameters", "found", "missing"),
    [
        ("groups", {"archived": "yes"}, "archived", "open"),
        ("groups", {"visibility": "listed"}, "closed", "open"),
        ("groups", {"join_policy": "everyone"}, "everyone", "open"),
        ("groups", {"q": "zqopentitle"}, "open", "closed"),
        ("memberships", {"group": "zqopen"}, "open", "everyone"),
        ("posts", {"group": "zqeveryone"}, "everyone", "open"),
        ("posts", {"q": "zqopenpostbody"}, "open", "everyone"),
        ("comments", {"group": "zqarchived"}, "archived", "open"),
        ("comments", {"q": "zqopencomment"}, "open", "everyone"),
    ],
)
def test_steward_narrows_a_list_and_finds_what_fits(steward, place, parameters, found, missing):
    answer = steward.get(address(place, "index_results"), parameters)
    rows = said(answer)
    assert CANARY[found]["title"] in rows or f"zq{found}" in rows
    assert CANARY[missing]["title"] not in rows
    assert f"zq{missing}post" not in rows and f"zq{missing}comment" not in rows


@pytest.mark.parametrize("end", ["from", "to"])
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_steward_narrows_a_list_to_days_out_of_time_and_is_told(steward, end, day):
    answer = steward.get(address("posts"), {f"created_at_{end}": day})
    assert answer.status_code == 200
    assert "please choose a day between 1900 and 2199" in said(answer)


def test_steward_narrows_a_list_to_days(steward, cast):
    def titles(**days):
        return said(steward.get(address("posts", "index_results"), days))

    word = CANARY["open"]["posttitle"]
    assert word in titles(created_at_from="1999-12-31", created_at_to="2199-12-31")
    assert word not in titles(created_at_to="1999-12-31")


def test_steward_finds_memberships_of_a_person(steward):
    rows = said(steward.get(address("memberships"), {"person": "marit bakker"}))
    assert "marit bakker" in rows and "margot claes" not in rows


def test_steward_filters_groups_without_a_manager(steward, cast, orphan):
    orphan("open")
    rows = said(steward.get(address("groups", "index_results"), {"managed": "no"}))
    assert CANARY["open"]["title"] in rows and CANARY["closed"]["title"] not in rows


def test_steward_exports_posts_and_formulas_are_text(steward, cast):
    """Attack class 17 of reliability: spreadsheet formulas."""
    from openpyxl import load_workbook

    formula = '=HYPERLINK("https://example.org","x")'
    PublishPost(
        actor=cast["author"], group=cast.groups["open"], title=formula, source="@SUM(1) +1"
    ).execute()
    response = steward.get(address("posts"), {"export": "csv"})
    rows = list(csv.reader(io.StringIO(said(response))))
    assert rows[1][0] == f"'{formula.lower()}"
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    book = steward.get(address("posts"), {"export": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(book.streaming_content))).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert any(cell.value == formula for cell in cells)
    assert all(cell.data_type != "f" for cell in cells)


@pytest.mark.parametrize("export", ["csv", "xlsx"])
@pytest.mark.parametrize("place", ["groups", "memberships", "posts", "comments", "profiles"])
def test_steward_exports_texts_with_control_characters_without_them(steward, cast, place, export):
    from openpyxl import load_workbook

    odd = "a\x08b\x1fc\uffff"
    Group.objects.filter(pk=cast.groups["open"].pk).update(title=odd, purpose=odd)
    Post.objects.filter(pk=cast.talks["open"].post.pk).update(title=odd)
    comment = cast.talks["open"].comments["comment"]
    Comment.objects.filter(pk=comment.pk).update(html=f"<p>{odd}</p>", comment=odd)
    Profile.objects.filter(user=cast["member"]).update(job_title=odd)
    response = steward.get(address(place), {"export": export})
    assert response.status_code == 200
    body = b"".join(response.streaming_content)
    if export == "csv":
        assert b"abc" in body and b"\x08" not in body
    else:
        rows = load_workbook(io.BytesIO(body)).active.iter_rows(values_only=True)
        assert any("abc" in str(cell) for row in rows for cell in row)
