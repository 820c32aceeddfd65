"""Somebody at a browser, who finds things by the names that everybody sees.

The same steps run in three ways: with the mouse, by keyboard alone, and without JavaScript.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, TypeAlias

from playwright.sync_api import Locator, Page, expect

#: A visible name: whole, or a pattern of it.
Name: TypeAlias = str | re.Pattern[str]

#: More steps than any page has things to stop at.
MOST_STEPS = 400


@dataclass(frozen=True)
class Mode:
    """A way to use the site."""

    name: str
    scripts: bool = True
    keyboard: bool = False
    width: int = 1280
    dark: bool = False


MOUSE = Mode("mouse")
MODES = (
    MOUSE,
    Mode("keyboard", keyboard=True),
    Mode("without-scripts", scripts=False, width=390),
)

_HERE = "e => e === document.activeElement"
_DIRECTION = """e => {
  const here = document.activeElement;
  if (!here || here === document.body) return "Tab";
  return here.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_PRECEDING ? "Shift+Tab" : "Tab";
}"""


class Person:
    """One person with one page open. Names are visible names: roles, labels, texts."""

    def __init__(self, page: Page, mode: Mode, address: str) -> None:
        """Sit down at ``page``."""
        self.page = page
        self.mode = mode
        self.address = address
        # The browser hands over its file dialog from the first listener on, not from the last.
        page.on("filechooser", lambda chooser: None)

    # Getting about

    def goes_to(self, path: str) -> None:
        """Open an address of the site."""
        self.page.goto(self.address + path)

    def path(self) -> str:
        """Return where the person is, without host and query."""
        return re.sub(r"[?#].*", "", self.page.url.removeprefix(self.address))

    def part(self, role: Any, name: Name, within: Locator | None = None) -> Locator:
        """Return the one thing of this role and name that can be seen."""
        exact = isinstance(name, str)
        return (within or self.page).get_by_role(role, name=name, exact=exact).filter(visible=True)

    def field(self, label: Name, within: Locator | None = None) -> Locator:
        """Return the field with this label, marked as required or not."""
        if isinstance(label, str):
            label = re.compile(rf"^\s*{re.escape(label)}\s*(\(required\))?\s*$")
        return (within or self.page).get_by_label(label).filter(visible=True).first

    def article(self, text: str) -> Locator:
        """Return the card that holds this text."""
        return self.page.get_by_role("article").filter(has_text=text)

    def comment(self, text: str) -> Locator:
        """Return the comment that says this, without those that answer it."""
        return (
            self.page.get_by_role("listitem")
            .filter(has=self.page.get_by_text(text, exact=False))
            .last
        )

    # Doing

    def follows(self, name: Name, within: Locator | None = None) -> None:
        """Follow a link."""
        self.activates(self.part("link", name, within).first)

    def presses(self, name: Name, within: Locator | None = None) -> None:
        """Press a button."""
        self.activates(self.part("button", name, within).first)

    def opens(self, name: str, within: Locator | None = None) -> None:
        """Open what is folded: a menu, a box. Where it is fetched or has a page, by its link."""
        place = within or self.page
        folded = place.locator("summary").filter(has_text=name)
        marked = place.locator("summary").filter(has=self.page.get_by_label(name, exact=True))
        linked = self.part("link", name, within)
        self.activates(folded.or_(marked).or_(linked).filter(visible=True).first)

    def writes(self, label: Name, text: str, within: Locator | None = None) -> None:
        """Put a text into a field in place of what it holds."""
        field = self.field(label, within)
        if self.mode.keyboard:
            self.reaches(field)
            self.page.keyboard.press("Control+A")
            self.page.keyboard.press("Delete")
            self.page.keyboard.insert_text(text)
        else:
            field.fill(text)

    def types(self, text: str) -> None:
        """Type on, letter by letter, where the cursor is."""
        self.page.keyboard.type(text)

    def key(self, *names: str) -> None:
        """Press keys one after another."""
        for name in names:
            self.page.keyboard.press(name)

    def picks(self, name: Name, within: Locator | None = None) -> None:
        """Pick one of several choices (radio)."""
        choice = self.part("radio", name, within).first
        if not self.mode.keyboard:
            choice.check(force=True)
            return
        group = choice.evaluate("e => [...e.form.elements].filter(o => o.name === e.name).length")
        checked = choice.evaluate_handle(
            "e => [...e.form.elements].find(o => o.name === e.name && o.checked) "
            "|| [...e.form.elements].find(o => o.name === e.name)"
        )
        self.reaches(checked.as_element())
        self.page.keyboard.press("Space")
        for _step in range(group):
            if choice.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        assert choice.is_checked()

    def ticks(self, name: Name, within: Locator | None = None) -> None:
        """Tick a box."""
        box = self.part("checkbox", name, within).first
        if self.mode.keyboard:
            self.reaches(box)
            if not box.is_checked():
                self.page.keyboard.press("Space")
        else:
            box.check()

    def selects(self, label: Name, option: str, within: Locator | None = None) -> None:
        """Choose from a list that drops down."""
        field = self.field(label, within)
        if self.mode.keyboard:
            self.reaches(field)
            self.page.keyboard.type(option)
            expect(field.locator("option:checked")).to_have_text(option)
        else:
            field.select_option(label=option)

    def attaches(self, label: Name, name: str, content: bytes) -> None:
        """Choose a file."""
        field = self.field(label)
        file = {"name": name, "mimeType": "image/png", "buffer": content}
        if self.mode.keyboard:
            self.reaches(field)
            with self.page.expect_file_chooser() as chooser:
                self.page.keyboard.press("Enter")
            chooser.value.set_files([file])
        else:
            field.set_input_files([file])

    def activates(self, target: Locator) -> None:
        """Press a link, a button or a summary."""
        if self.mode.keyboard:
            self.reaches(target)
            self.page.keyboard.press("Enter")
        else:
            target.click()

    def reaches(self, target: Any) -> None:
        """Bring the focus to ``target`` by Tab alone. Fails where a keyboard cannot get."""
        if isinstance(target, Locator):
            expect(target).to_be_visible()
        key = target.evaluate(_DIRECTION)
        for _step in range(MOST_STEPS):
            if target.evaluate(_HERE):
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"a keyboard cannot reach {target}")

    # Seeing

    def sees(self, text: Name, within: Locator | None = None) -> None:
        """Wait until a text can be seen."""
        place = within or self.page.locator("body")
        expect(place.get_by_text(text).filter(visible=True).first).to_be_visible()

    def misses(self, text: Name, within: Locator | None = None) -> None:
        """Wait until a text can no longer be seen."""
        place = within or self.page.locator("body")
        expect(place.get_by_text(text).filter(visible=True)).to_have_count(0)

    def finds(self, role: Any, name: Name, within: Locator | None = None) -> None:
        """Wait until a thing of this role and name can be seen."""
        expect(self.part(role, name, within).first).to_be_visible()

    def reads(self, label: Name, text: str) -> None:
        """Wait until a field holds a text."""
        expect(self.field(label)).to_have_value(text)
