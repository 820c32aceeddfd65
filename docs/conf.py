"""How the documentation is built: ``make docs``."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import wagtail_social  # noqa: E402

project = "wagtail-social"
author = "the wagtail-social authors"
project_copyright = f"2026, {author}"
release = version = wagtail_social.__version__

extensions = ["myst_parser", "sphinx_wagtail_theme", "settings_directive"]
source_suffix = {".md": "markdown"}
exclude_patterns: list[str] = []
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
# Nothing of the documentation is fetched from elsewhere, neither to build nor to read it.
nitpicky = True

html_theme = "sphinx_wagtail_theme"
html_title = "wagtail-social"
html_show_sphinx = False
html_last_updated_fmt = None
html_theme_options = {
    "project_name": "wagtail-social",
    "logo_url": "",
    "github_url": "",
    "header_links": "",
    "footer_links": "",
}
