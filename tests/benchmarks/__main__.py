"""Measure against the budgets: ``python -m tests.benchmarks``.

On the PostgreSQL that ``DATABASE_URL`` names or that answers on this machine, else on SQLite. A
database of its own is made and destroyed. ``BENCH_POSTS`` is the larger number of posts (count,
default 100,000; the budgets speak of 1,000,000), compared with 10,000. Arguments name what to
measure (``pages``, ``writing``, ``digests``), else it is all of it.
"""

from __future__ import annotations

import os
import sys

from tests.available import local_postgres


def main() -> int:
    """Run all measurements; returns 1 when a figure is over its budget."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    if not os.environ.get("DATABASE_URL"):
        found = local_postgres()
        if found:
            os.environ["DATABASE_URL"] = found
        else:
            print("No PostgreSQL answers here: measuring on SQLite.")
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import override_settings, setup_test_environment

    from . import digests, pages, telling, writing
    from .lines import Lines

    setup_test_environment(debug=False)
    lines = Lines()
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        print(f"On {connection.vendor}, Python {sys.version.split()[0]}")
        wanted = set(sys.argv[1:])
        # Writing and telling are measured on what reading left.
        if not wanted or wanted & {"pages", "writing", "telling"}:
            posts = int(os.environ.get("BENCH_POSTS", "100000"))
            bare_url = pages.measure(lines, posts=posts)
            if not wanted or "writing" in wanted:
                with override_settings(TASKS=telling.WITH_WORKERS):
                    writing.measure(lines)
            if not wanted or "telling" in wanted:
                telling.measure(lines, bare_url=bare_url)
        if not wanted or "digests" in wanted:
            digests.measure(lines)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
    print(f"{lines.over} over budget" if lines.over else "All within budget")
    return 1 if lines.over else 0


if __name__ == "__main__":
    raise SystemExit(main())
