"""Fail when the wheel lacks something the package needs, or holds what it should not.

Usage: ``wheel_content.py WHEEL SOURCE``
"""

import sys
import zipfile
from pathlib import Path

PACKAGE = "wagtail_social"
LEFT_BEHIND = {".pyc", ".pot"}


def expected(source: Path) -> set[str]:
    """Return every file of the package that a site needs, as the wheel names it."""
    package = source / PACKAGE
    return {
        path.relative_to(source).as_posix()
        for path in package.rglob("*")
        if path.is_file() and path.suffix not in LEFT_BEHIND and path.name != ".gitkeep"
    }


def problems(wheel: Path, source: Path) -> list[str]:
    """Return what is wrong with the wheel, a sentence each."""
    archive = zipfile.ZipFile(wheel)
    held = set(archive.namelist())
    wanted = expected(source)
    found = [f"missing: {name}" for name in sorted(wanted - held)]
    found += [
        f"not as in the source: {name}"
        for name in sorted(wanted & held)
        if archive.read(name) != (source / name).read_bytes()
    ]
    found += [
        f"not ours: {name}"
        for name in sorted(held)
        if not name.startswith(PACKAGE) or "/tests/" in name
    ]
    for kind in ("py.typed", ".html", ".css", ".js", ".mo"):
        if not any(name.endswith(kind) for name in held):
            found.append(f"no {kind} at all")
    if not any(name.endswith("licenses/LICENSE") for name in held):
        found.append("no licence")
    return found


if __name__ == "__main__":
    if found := problems(Path(sys.argv[1]), Path(sys.argv[2])):
        raise SystemExit("\n".join(found))
    print(f"{Path(sys.argv[1]).name}: complete")
