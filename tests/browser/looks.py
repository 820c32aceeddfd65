"""What a machine says about the look of a page: axe, what sticks out, what is too small."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

#: Every rule of axe but the experimental ones.
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
WIDTHS = (390, 1280)
NARROW = 320
#: What a finger needs, in px.
TARGET = 40

_RUN = """async tags => {
  const found = await axe.run(document, {
    runOnly: { type: "tag", values: tags }, resultTypes: ["violations"],
  });
  return found.violations.flatMap(rule => rule.nodes.map(
    node => [rule.id, node.target.join(" "), node.html.slice(0, 160),
      ...[...node.any, ...node.all, ...node.none].map(check => check.message)].join(" | ")
  ));
}"""

_WIDER = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  const scrolls = e => {
    for (let p = e.parentElement; p && p !== document.body; p = p.parentElement)
      if (getComputedStyle(p).overflowX !== "visible") return true;
    return false;
  };
  const wide = [...document.querySelectorAll("body *")].filter(e => {
    const box = e.getBoundingClientRect();
    return box.width && (box.right > room + 1 || box.left < -1) && !scrolls(e);
  });
  return wide.slice(-3).map(e => e.outerHTML.slice(0, 160)).concat(
    wide.length ? [] : [`the page is ${document.documentElement.scrollWidth} px wide`]);
}"""

_SMALL = """least => {
  const parts = document.querySelectorAll(`.ws :is(button, summary, select, textarea, input,
    .ws-button, .ws-pill, .ws-tabs__link, .ws-bar__link, .ws-nav__link, .ws-menu__item)`);
  const seen = e => e.type !== "hidden" && e.checkVisibility({ visibilityProperty: true })
    && !e.closest(".ws-hidden, .ws-skip, .ws-text");
  const ticked = e => e.matches("[type=checkbox], [type=radio]");
  const area = e => ticked(e) && e.closest("label, .ws-field--check") || e;
  return [...parts].filter(seen).map(e => [e, area(e).getBoundingClientRect()])
    .filter(([e, box]) => box.width && Math.min(box.width, box.height) < least - 0.5)
    .map(([e, box]) => `${box.width} x ${box.height} px: ${e.outerHTML.slice(0, 120)}`);
}"""


def with_axe(page: Page) -> None:
    """Make the page ready for :func:`breaches`."""
    page.evaluate(Axe().axe_script)


def breaches(page: Page) -> list[str]:
    """Return what breaks a rule of axe, as the page stands now."""
    found: list[str] = page.evaluate(_RUN, list(TAGS))
    return found


def sticking_out(page: Page) -> list[str]:
    """Return what makes the page scroll sideways."""
    found: list[str] = page.evaluate(_WIDER)
    return found


def too_small(page: Page) -> list[str]:
    """Return the controls of ours that a finger misses."""
    found: list[str] = page.evaluate(_SMALL, TARGET)
    return found


def whole(page: Page, width: int) -> None:
    """Make the window as high as the page, so that what sticks to its foot covers nothing."""
    page.set_viewport_size({"width": width, "height": 900})
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": height})


@contextmanager
def right_to_left(page: Page) -> Iterator[None]:
    """Turn the page around."""
    page.evaluate("document.documentElement.dir = 'rtl'")
    try:
        yield
    finally:
        page.evaluate("document.documentElement.dir = 'ltr'")


def examine(page: Page) -> list[str]:
    """Return all that is wrong with the look of a page, light and dark, narrow and wide."""
    with_axe(page)
    found: list[str] = []

    def note(where: str, what: list[str]) -> None:
        found.extend(f"{where}: {line}" for line in what)

    for width in WIDTHS:
        whole(page, width)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            note(f"{width} {scheme}", breaches(page))
        note(f"{width}", sticking_out(page))
        note(f"{width}", too_small(page))
        with right_to_left(page):
            note(f"{width} from right to left", sticking_out(page))
    page.set_viewport_size({"width": NARROW, "height": 700})
    note(f"{NARROW}", sticking_out(page))
    return list(dict.fromkeys(found))
