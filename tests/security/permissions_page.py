"""The page of the documentation that shows the permission matrix.

``python -m tests.security.permissions_page`` writes it; a test compares it with the table.
"""

from __future__ import annotations

from pathlib import Path

from ..roles import ALL_ROLES, GROUPS
from .matrix import VERBS, cells

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "permissions.md"

_GROUPS = {
    "open": "Open group",
    "closed": "Closed group",
    "secret": "Secret group",
    "everyone": "Group that holds everyone",
    "archived": "Archived group (open before)",
}
_ROLES = {
    "anonymous": "not signed in",
    "employee": "colleague",
    "requested": "has asked",
    "invited": "invited",
    "member": "member",
    "moderator": "moderator",
    "manager": "manager",
    "banned": "banned",
    "former": "has left",
    "deactivated": "account closed",
    "editor": "Wagtail editor",
    "steward": "community manager",
    "superuser": "superuser",
}
_HEAD = """# Who may do what

Five kinds of groups, thirteen ways to stand towards one, and every right, yes (✓) or no. The
tests ask the rules, the lists, the actions and the addresses, as every role in every group, and
all must say what stands here.

The last three columns are people without a place in the group: an editor of Wagtail pages, a
community manager with all permissions of the Wagtail admin, and a superuser. None of them sees
more than any colleague; a superuser does where `WAGTAIL_SOCIAL_SUPERUSERS_SEE_ALL` says so.
"""


def page() -> str:
    """Return the page as it should be."""
    allowed = {(cell.verb, cell.group, cell.role) for cell in cells() if cell.allowed}
    parts = [_HEAD]
    for group in GROUPS:
        rows = [
            f"| {meaning} | "
            + " | ".join("✓" if (verb, group, role) in allowed else "" for role in ALL_ROLES)
            + " |"
            for verb, meaning in VERBS.items()
        ]
        parts.append(
            f"\n## {_GROUPS[group]}\n\n| | {' | '.join(_ROLES[role] for role in ALL_ROLES)} |\n"
            f"|---|{':-:|' * len(ALL_ROLES)}\n" + "\n".join(rows) + "\n"
        )
    return "".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page())
