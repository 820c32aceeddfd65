"""What people see of the agenda of a meeting while they write it, and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import expect

from wagtail_social.meetings.models import AgendaItem

from .person import Mode, Person

pytestmark = pytest.mark.browser

#: How far the words of each fact at the beginning of a line are from the edge (pixels).
_INDENTED = """() => [...document.querySelectorAll(".ws-item__facts")].flatMap(line => {
  const left = line.getBoundingClientRect().left;
  let above = null;
  return [...line.children].flatMap(fact => {
    const words = document.createRange();
    words.selectNodeContents(fact);
    const box = words.getBoundingClientRect(), first = above === null || box.top > above + 4;
    above = box.top;
    return first ? [Math.round(box.left - left)] : [];
  });
})"""


def test_who_presents_an_item_is_suggested_while_one_writes(
    seat: Callable[..., Person], site: Any
) -> None:
    margot = seat("manager")
    margot.goes_to(f"{site.meetings['open'].meeting.get_absolute_url()}agenda/new/")
    field = margot.field("Presented by")
    field.click()
    handle = site["member"].social_profile.handle
    margot.types(handle[:4])
    margot.page.get_by_role("option").filter(has_text="Marit Bakker").click()
    expect(field).to_have_value(f"@{handle} ")
    margot.writes("Title", "Presented")
    margot.presses("Save")
    expect(margot.page.get_by_role("link", name="Presented", exact=True).first).to_be_visible()
    assert AgendaItem.objects.get(title="Presented").presenter == site["member"]


def test_no_line_of_facts_begins_with_a_dot(seat: Callable[..., Person], site: Any) -> None:
    stage = site.meetings["open"]
    get_user_model().objects.filter(pk=site["member"].pk).update(
        first_name="Wilhelmina Antoinette", last_name="van den Berghe-Oosterhuis"
    )
    AgendaItem.objects.filter(pk=stage.item.pk).update(
        presenter=site["member"], proposed_by=site["member"], minutes=20, is_standing=True
    )
    margot = seat("manager", Mode("phone", width=390))
    margot.goes_to(stage.meeting.get_absolute_url())
    found = margot.page.evaluate(_INDENTED)
    assert len(found) > 1 and set(found) == {0}
