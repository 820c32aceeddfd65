"""Rules about templates and style sheets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from .rule import Finding, Rule, matches

TEMPLATES = r"^(wagtail_social|example_site)/.*templates/.*\.(html|txt|svg)$"
HTML = r"^(wagtail_social|example_site)/.*templates/.*\.html$"
ADMIN = r"/(admin|wagtailadmin|modeladmin|icons)/"
MAIL = r"/mail/"
ALLOW_INLINE = f"{ADMIN}|{MAIL}"

DJANGO_COMMENT = re.compile(r"\{#.*?#\}|\{% comment.*?%\}.*?\{% endcomment %\}", re.DOTALL)
HTML_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
TRANSLATED = re.compile(
    r"\{%-?\s*blocktrans(?:late)?\b.*?\{%-?\s*endblocktrans(?:late)?\s*%\}", re.DOTALL
)
TAG_OR_VARIABLE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
NOT_PROSE = re.compile(r"<(code|pre|script|style|kbd)\b.*?</\1>", re.DOTALL)
ELEMENT = re.compile(r"<[a-zA-Z/!][^<>]*>")
SPOKEN_ATTRIBUTE = re.compile(r'\b(?:alt|aria-label|placeholder|title)="([^"]*)"')
WORD = re.compile(r"[^\W\d_]{2,}")
CLASS_NAME = re.compile(r"\bws-[\w-]+")
ENTITY = re.compile(r"&#?\w+;")
NOT_SPOKEN = (
    DJANGO_COMMENT,
    HTML_COMMENT,
    NOT_PROSE,
    TRANSLATED,
    TAG_OR_VARIABLE,
    CLASS_NAME,
    ENTITY,
)


def blank(pattern: re.Pattern[str], text: str, filler: str = " ") -> str:
    """Return ``text`` with what ``pattern`` matches filled up, its lines kept."""
    return pattern.sub(lambda match: re.sub(r"[^\n]", filler, match.group()), text)


def over_markup(pattern: str, what: str) -> Callable[[str, str], Iterator[Finding]]:
    """Like ``matches``, over the template without its tags, variables and comments."""
    search = matches(pattern, what, re.IGNORECASE)

    def find(path: str, text: str) -> Iterator[Finding]:
        for comment in (DJANGO_COMMENT, HTML_COMMENT):
            text = blank(comment, text)
        yield from search(path, blank(TAG_OR_VARIABLE, text, "x"))

    return find


def untranslated(path: str, text: str) -> Iterator[Finding]:
    """Find words that a person reads and no translator sees."""
    for hidden in NOT_SPOKEN:
        text = blank(hidden, text)
    spoken = blank(re.compile(r"[^\n]"), text)
    for match in SPOKEN_ATTRIBUTE.finditer(text):
        start, end = match.span(1)
        spoken = spoken[:start] + text[start:end] + spoken[end:]
    for part in (spoken, blank(ELEMENT, text)):
        for number, line in enumerate(part.splitlines(), start=1):
            if WORD.search(line):
                yield number, f"not translated: {' '.join(line.split())[:60]}"


def page(markup: str, path: str = "wagtail_social/templates/wagtail_social/a.html") -> tuple:
    """Return a sample template."""
    return path, markup


def unclosed(path: str, text: str) -> Iterator[Finding]:
    """Find a rule that begins where the one before it has not ended: a brace was lost."""
    depth = 0
    for number, line in enumerate(text.splitlines(), start=1):
        if depth and not line.startswith((" ", "}")) and line.strip():
            yield number, "a brace above is not closed"
            return
        depth += line.count("{") - line.count("}")
    if depth:
        yield number, "a brace is not closed"


def sheet(css: str) -> tuple[str, str]:
    """Return a sample style sheet."""
    return "wagtail_social/static/wagtail_social/a.css", css


RULES = (
    Rule(
        name="no template trusts HTML",
        files=TEMPLATES,
        find=matches(r"\|\s*safe(seq)?\b|\{%-?\s*autoescape\s+off", "HTML taken on trust"),
        bad=(
            page("{{ text|safe }}"),
            page("{{ texts | safeseq }}"),
            page("{% autoescape off %}{{ text }}{% endautoescape %}"),
        ),
        good=(page("{{ text }} {{ html|present }} {{ x|safely }}"),),
    ),
    Rule(
        name="no script, style or handler stands in a template",
        files=HTML,
        except_files=ALLOW_INLINE,
        find=over_markup(
            r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")|<style\b|\sstyle\s*="
            r"|\son[a-z]+\s*=|\shx-on\b|javascript:",
            "the content policy forbids it",
        ),
        bad=(
            page("<script>go()</script>"),
            page('<script type="module">go()</script>'),
            page("<style>p {}</style>"),
            page('<p style="width: {{ x }}%">'),
            page('<a href="#" onclick="go()">'),
            page('<b\n  onfocus="{% if x > 1 %}go(){% endif %}">'),
            page('<a href="javascript:go()">'),
            page('<b hx-on:click="go()">'),
        ),
        good=(
            page('<script src="{% static \'a.js\' %}" type="module"></script>'),
            page('<p class="on style">{# onclick="x" #}</p>'),
            page('{% include "a.html" with style="x" onclick="y" %}'),
            page("<style>", "wagtail_social/templates/wagtail_social/admin/a.html"),
        ),
    ),
    Rule(
        name="a page opened beside this one cannot reach back",
        files=HTML,
        find=over_markup(
            r"<[a-z](?=[^>]*target=\"_blank\")(?![^>]*rel=\"[^\"]*noopener)[^>]*>",
            'target="_blank" without rel="noopener"',
        ),
        bad=(
            page('<a target="_blank" href="{{ x }}">'),
            page('<a rel="nofollow" href="{{ x }}" target="_blank">'),
        ),
        good=(
            page('<a target="_blank" rel="noopener noreferrer" href="{{ x }}">'),
            page('<a href="{{ x }}">'),
        ),
    ),
    Rule(
        name="every text a person reads can be translated",
        files=r"^wagtail_social/.*templates/.*\.(html|txt)$",
        find=untranslated,
        bad=(
            page("<p>Hello</p>"),
            page('<p class="x" aria-label="Close"></p>'),
            page("<p>{% translate 'Hello' %} there</p>"),
            page('<img alt="A face">'),
        ),
        good=(
            page("{% load i18n %}<p>{% translate 'Hello' %} · 3 &times; {{ name }}</p>"),
            page("<p>{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}</p>"),
            page("{# Who wrote it. #}<p title=\"{% translate 'Close' %}\"></p>"),
            page("{% comment %}Contract{% endcomment %}<code>pip</code>"),
            page("{% block shell_class %}ws-shell--narrow{% endblock %}"),
        ),
    ),
    Rule(
        name="style sheets are logical: they hold from right to left too",
        files=r"^(wagtail_social|example_site)/.*static/.*\.css$",
        except_files=r"/vendor/",
        find=matches(
            r"(\b(margin|padding|border|inset)-(left|right)\b"
            r"|\b(text-align|float|clear):\s*(left|right)\b|(?<![-\w])(left|right)\s*:"
            r"|\bborder-(top|bottom)-(left|right)-radius\b)(?!.*/\* physical: )",
            "holds from left to right only",
        ),
        bad=(
            sheet(".ws-a { margin-left: 1rem }"),
            sheet(".ws-a { text-align: right }"),
            sheet(".ws-a { position: absolute; left: 0 }"),
            sheet(".ws-a { border-top-left-radius: 1px }"),
        ),
        good=(
            sheet(".ws-a { margin-inline-start: 1rem; text-align: end; inset-inline-start: 0 }"),
            sheet(".ws-left { transform-origin: left top }"),
            sheet(".ws-a { left: 0; } /* physical: a script sets it from the caret's place. */"),
        ),
    ),
    Rule(
        name="every brace of a style sheet is closed, and what stands in it is indented",
        files=r"^(wagtail_social|example_site)/.*static/.*\.css$",
        except_files=r"/vendor/",
        find=unclosed,
        bad=(
            sheet("@media print {\n  .ws-a { border: 0; }\n.ws-b { margin: 0; }\n}"),
            sheet(".ws-a { margin: 0;"),
        ),
        good=(sheet("@media print {\n  .ws-a { border: 0; }\n}\n.ws-b {\n  margin: 0;\n}\n"),),
    ),
)
