"""Nothing jumps while a page loads, and nothing disappears in a reader's own colours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from .person import MOUSE, Mode, Person

pytestmark = pytest.mark.browser

#: Adds up how far things moved without anybody touching anything, see "layout shift" of the W3C's
#: Layout Instability draft. Pages on a phone and on a desk are asked.
_SHIFTS = """window.moved = [];
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.moved.push([
    entry.value, ...entry.sources.map(source => [source.node?.outerHTML?.slice(0, 100),
      source.previousRect.toJSON(), source.currentRect.toJSON()])]);
}).observe({ type: "layout-shift", buffered: true });"""

_NO_EDGE = """[...document.querySelectorAll(
    ".ws :is(.ws-avatar, .ws-mark, .ws-chip, .ws-button, .ws-pill)")]
  .filter(e => e.checkVisibility() && !e.closest(".ws-hidden"))
  .filter(e => parseFloat(getComputedStyle(e).borderTopWidth) < 1)
  .map(e => e.outerHTML.slice(0, 120))"""


def pages(site: Any) -> list[str]:
    """Return the pages that people spend their time on."""
    group = site.groups["open"].get_absolute_url()
    return ["/community/", group, site.talks["open"].post.get_absolute_url(), group + "write/"]


@pytest.mark.parametrize("width", [390, 1280])
def test_member_sees_nothing_jump_while_pages_load(
    width: int, site: Any, seat: Callable[..., Person]
) -> None:
    """Pictures, columns and scripts that arrive late move nothing."""
    marit = seat("member", Mode("mouse", width=width))
    marit.page.add_init_script(_SHIFTS)
    for path in pages(site):
        marit.page.goto(marit.address + path, wait_until="networkidle")
        assert marit.page.evaluate("window.moved") == [], path


def test_member_with_forced_colours_sees_the_edges_of_controls(
    site: Any, seat: Callable[..., Person]
) -> None:
    """Where backgrounds are taken away, an edge is what shows a button, a face, a chip."""
    marit = seat("member", MOUSE)
    marit.page.emulate_media(forced_colors="active")
    for path in pages(site):
        marit.goes_to(path)
        assert marit.page.evaluate("matchMedia('(forced-colors: active)').matches")
        assert marit.page.evaluate(_NO_EDGE) == [], path


def test_member_who_wants_no_motion_gets_none(site: Any, seat: Callable[..., Person]) -> None:
    """No part of ours moves by itself under reduced motion."""
    marit = seat("member", MOUSE)
    for path in pages(site):
        marit.goes_to(path)
        moving = "document.getAnimations().filter(a => a.playState === 'running').length"
        assert marit.page.evaluate(moving) == 0, path
