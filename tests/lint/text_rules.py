"""Rules about every text file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .rule import Finding, Rule, matches

LONGEST = 400
GENERATED = r"/migrations/|/locale/|/vendor/"

# Put together from parts, so that this file keeps its own rules.
UNFINISHED = "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X"))
SKIPPED = r"mark\.(sk" + r"ip|xf" + r"ail)|pytest\.(sk" + r"ip|xf" + r"ail)\(|unittest\.sk" + "ip"
UNCOVERED = "pragma: no" + " cover"
HOSTS = ("py" + "pi.org", "python" + "hosted.", "npm" + "js.", "deb.deb" + "ian.")
FOLDERS = ("wo" + "rk", "fa" + "rm", "ro" + "ot", "ho" + r"me/\w+", "Us" + r"ers/\w+")


def too_long(path: str, text: str) -> Iterator[Finding]:
    """Find a file that nobody reads in one go."""
    length = text.count("\n")
    if length > LONGEST:
        yield LONGEST, f"{length} lines: make two of it, or a package"


RULES = (
    Rule(
        name="no file is longer than a person reads",
        files=r"^(wagtail_social|example_site|tests|docs|\.ci)/.*\.(py|html|css|js)$",
        except_files=GENERATED,
        find=too_long,
        bad=(("wagtail_social/a.py", "\n" * (LONGEST + 1)),),
        good=(
            ("wagtail_social/a.py", "\n" * LONGEST),
            ("wagtail_social/groups/migrations/0001_initial.py", "\n" * (LONGEST + 1)),
        ),
    ),
    Rule(
        name="nothing is unfinished or left out",
        files=r"\.(py|html|txt|css|js|cfg|toml|md|po)$|^Makefile$|^\.ci/",
        find=matches(rf"\b({UNFINISHED})\b|{SKIPPED}|{UNCOVERED}", "unfinished"),
        bad=(
            ("docs/a.md", "TO" + "DO: later"),
            ("wagtail_social/a.py", "x = 1  # " + "FIX" + "ME"),
            ("tests/test_a.py", "@pytest.mark.sk" + "ip"),
            ("tests/test_a.py", "pytest.xf" + "ail('later')"),
            ("wagtail_social/a.py", "else:  # " + UNCOVERED),
        ),
        good=(
            ("docs/a.md", "A to-do of the playbook"),
            ("tests/test_a.py", "assert row.skipped"),
            ("tests/a.py", "x = 'XX" + "XL'"),
        ),
    ),
    Rule(
        name="nothing names a registry's host or a folder of one machine",
        files=r"",
        find=matches(
            "|".join(re.escape(host) for host in HOSTS)
            + rf"|(?:^|(?<![A-Za-z0-9_.>:/@}}-]))/(?:{'|'.join(FOLDERS)})/",
            "an address",
            re.MULTILINE,
        ),
        bad=(
            ("README.md", "See https://" + HOSTS[0] + "/project/x"),
            (".ci/run", "cd /" + FOLDERS[0] + "/main"),
            ("setup.cfg", "/" + FOLDERS[1] + "/x"),
            ("a.py", "open('/ho" + "me/ann/x')"),
        ),
        good=(
            ("README.md", "See https://docs.wagtail.org/work/x"),
            (".ci/run", "cd ../shared"),
            ("a.py", "url = f'{prefix}/home/x'"),
        ),
    ),
)
