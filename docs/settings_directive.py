"""The directive ``wagtail-social-settings``: every setting, from its docstring in ``conf.py``."""

from __future__ import annotations

from typing import Any, get_type_hints

from django.conf import settings as django_settings
from docutils import nodes
from docutils.parsers.rst import Parser
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective, new_document

from wagtail_social.conf import PREFIX, Settings


def type_name(prop: property) -> str:
    """Return how the type of a setting reads."""
    hint = get_type_hints(prop.fget)["return"]
    return hint.__name__ if isinstance(hint, type) and not hasattr(hint, "__args__") else str(hint)


class SettingsDirective(SphinxDirective):
    """A definition list of the settings: name, type, what it does, and its default."""

    def run(self) -> list[nodes.Node]:
        """Return the list."""
        found = nodes.definition_list()
        for name, prop in sorted(vars(Settings).items()):
            if isinstance(prop, property):
                found += self.entry(name, prop)
        return [found]

    def entry(self, name: str, prop: property) -> nodes.definition_list_item:
        """Return one setting with its anchor."""
        term = nodes.term("", "", nodes.literal(text=PREFIX + name), ids=[name.lower()])
        term += nodes.Text(f" ({type_name(prop)})")
        docstring = prop.__doc__ or ""
        if "Default:" not in docstring:
            docstring += f"\n\nDefault: ``{prop.fget(Settings())!r}``"
        body = nodes.definition("", *self.parsed(docstring, name))
        item = nodes.definition_list_item("", term, body)
        item.source, item.line = self.get_source_info()
        return item

    def parsed(self, docstring: str, name: str) -> list[nodes.Node]:
        """Return a docstring, which is reStructuredText, as nodes."""
        lines = [line.strip() for line in docstring.strip().splitlines()]
        document = new_document(f"{PREFIX}{name}", self.state.document.settings)
        Parser().parse("\n".join(lines), document)
        return document.children


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive, on a Django without settings of its own: defaults show."""
    django_settings.configure()
    app.add_directive("wagtail-social-settings", SettingsDirective)
    return {"parallel_read_safe": True}
