"""Departments as a tree, read whole: there are few, and a list of them needs them all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .models import Department


@dataclass(frozen=True)
class Branch:
    """A department at its place in the tree; ``depth`` 0 is the top."""

    department: Any
    depth: int

    @property
    def indented(self) -> str:
        """Return the name behind a mark a level, as lists and choices show it."""
        return f"{'— ' * self.depth}{self.department.name}"


def department_tree() -> list[Branch]:
    """Return all departments, each followed by its parts; one query.

    Departments in a circle, which the database does not forbid, stand at the end as tops.
    """
    departments = list(Department.objects.order_by("name", "pk"))
    children: dict[Any, list[Any]] = {}
    for department in departments:
        children.setdefault(department.parent_id, []).append(department)
    found: list[Branch] = []
    seen: set[int] = set()
    tops = [*children.get(None, []), *departments]
    waiting = [Branch(department, 0) for department in reversed(tops)]
    while waiting:
        branch = waiting.pop()
        key = branch.department.pk
        if key not in seen:
            seen.add(key)
            found.append(branch)
            waiting += (Branch(part, branch.depth + 1) for part in reversed(children.get(key, [])))
    return found


def below(department: Any) -> set[int]:
    """Return the ids of a department and of all its parts."""
    tree = department_tree()
    ids: set[int] = {department.pk}
    while more := {b.department.pk for b in tree if b.department.parent_id in ids} - ids:
        ids |= more
    return ids


def department_choices(without: set[int] | None = None) -> list[tuple[Any, str]]:
    """Return (id, indented name) in the order of the tree."""
    left_out = without or set()
    return [
        (branch.department.pk, branch.indented)
        for branch in department_tree()
        if branch.department.pk not in left_out
    ]
