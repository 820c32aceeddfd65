"""Every text is there in Dutch and German, whole and compiled."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

from .catalogues import absent, out_of_date, problems
from .rule import ROOT

LANGUAGES = ("nl", "de")
PACKAGE = ROOT / "wagtail_social"
#: What has catalogues: the package, and the intranet that shows it.
PACKAGES = (PACKAGE, ROOT / "example_site" / "intranet")

pytestmark = pytest.mark.source


def catalogue_path(package: Path, language: str) -> Path:
    """Return where the catalogue of ``language`` lies in ``package``."""
    return package / "locale" / language / "LC_MESSAGES" / "django.po"


def read(package: Path, language: str) -> polib.POFile:
    """Return the catalogue of ``language`` in ``package``."""
    path = catalogue_path(package, language)
    assert path.is_file(), f"no catalogue of {language}"
    return polib.pofile(str(path))


def catalogue(entry: str) -> polib.POFile:
    """Return a catalogue that holds one entry, given as the text of a PO file."""
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    return polib.pofile(header + entry)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_reader_of_another_language_finds_every_text_translated(
    package: Path, language: str
) -> None:
    """No text is missing, guessed, or short of a placeholder."""
    found = list(problems(read(package, language)))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_compiled_catalogue_says_what_the_translator_wrote(package: Path, language: str) -> None:
    """The .mo that is shipped belongs to the .po beside it (`make messages`)."""
    compiled = catalogue_path(package, language).with_suffix(".mo")
    assert not out_of_date(read(package, language), compiled)


@pytest.mark.gettext
def test_every_text_of_the_source_is_in_the_catalogues(tmp_path: Path) -> None:
    """Gathering the texts anew brings none that a catalogue does not have (`make messages`)."""
    copy = tmp_path / "wagtail_social"
    shutil.copytree(
        PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "static", "*.po", "*.mo")
    )
    (copy / "locale").mkdir(exist_ok=True)
    command = [sys.executable, "-m", "django", "makemessages", "--no-location"]
    environment = {
        name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"
    }
    subprocess.run(
        [*command, *(f"--locale={language}" for language in LANGUAGES)],
        cwd=copy,
        env=environment,
        check=True,
        capture_output=True,
        timeout=120,
    )
    for language in LANGUAGES:
        gathered = read(copy, language)
        assert len(gathered) > 0
        known = read(PACKAGE, language)
        missing = absent(gathered, known)
        assert not missing, f"{language}:\n" + "\n".join(missing)


@pytest.mark.gettext
@pytest.mark.parametrize("language", LANGUAGES)
def test_gettext_accepts_the_catalogue(language: str, tmp_path: Path) -> None:
    """GNU gettext finds no fault with format, plural forms and header."""
    checked = subprocess.run(
        ["msgfmt", "--check", "-o", str(tmp_path / "x.mo"), catalogue_path(PACKAGE, language)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize(
    "entry",
    [
        'msgid "Join"\nmsgstr ""\n',
        '#, fuzzy\nmsgid "Join"\nmsgstr "Mitmachen"\n',
        'msgid "Join %(group)s"\nmsgstr "Mitmachen"\n',
        'msgid "Join <b>it</b>"\nmsgstr "Mitmachen"\n',
        'msgid "%(n)d post"\nmsgid_plural "%(n)d posts"\nmsgstr[0] "%(n)d Beitrag"\nmsgstr[1] ""\n',
        'msgid "Join\\n"\nmsgstr "Mitmachen"\n',
    ],
)
def test_unsound_entry_is_found(entry: str) -> None:
    """The check of a catalogue finds each kind of fault."""
    assert len(list(problems(catalogue(entry)))) == 1


@pytest.mark.parametrize(
    "entry",
    [
        'msgid "Join %(group)s"\nmsgstr "%(group)s beitreten"\n',
        'msgid "One post"\nmsgid_plural "%(n)d posts"\n'
        'msgstr[0] "Ein Beitrag"\nmsgstr[1] "%(n)d Beiträge"\n',
        '#~ msgid "Leave"\n#~ msgstr ""\n',
    ],
)
def test_sound_entry_passes(entry: str) -> None:
    """The check of a catalogue lets sound entries be."""
    assert list(problems(catalogue(entry))) == []


def test_text_without_entry_is_found() -> None:
    """A text of the source that no catalogue has is named; its context counts."""
    gathered = catalogue('msgctxt "verb"\nmsgid "Post"\nmsgstr ""\n')
    assert absent(gathered, catalogue('msgid "Post"\nmsgstr "Beitrag"\n')) == ["Post"]
    known = catalogue('msgctxt "verb"\nmsgid "Post"\nmsgstr "Schreiben"\n')
    assert absent(gathered, known) == []


def test_stale_compiled_catalogue_is_found(tmp_path: Path) -> None:
    """A translation changed after compiling is named."""
    compiled = tmp_path / "django.mo"
    assert out_of_date(catalogue('msgid "Join"\nmsgstr "Meedoen"\n'), compiled)
    catalogue('msgid "Join"\nmsgstr "Aansluiten"\n').save_as_mofile(str(compiled))
    assert out_of_date(catalogue('msgid "Join"\nmsgstr "Meedoen"\n'), compiled) == ["Join"]
    assert out_of_date(catalogue('msgid "Join"\nmsgstr "Aansluiten"\n'), compiled) == []
