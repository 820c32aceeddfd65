"""The one place where versions and databases differ."""

from __future__ import annotations

import base64
import heapq
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings as django_settings
from django.core import mail
from django.core.exceptions import EmptyResultSet
from django.db import connections, router
from django.db.models import F, Func, Q, QuerySet, TextField
from django.db.models.expressions import OuterRef
from wagtail import VERSION as WAGTAIL_VERSION

# Django 6 has tasks of its own. django-tasks makes tasks of the class that the backend wants which
# is set when a module is imported; declared by Django they fit django-tasks-db in any case.
_tasks: Any = import_module("django.tasks" if find_spec("django.tasks") else "django_tasks")
task = _tasks.task
task_backends = _tasks.task_backends
DEFAULT_TASK_BACKEND_ALIAS: str = _tasks.DEFAULT_TASK_BACKEND_ALIAS

_SQLITE_TERMS = 400


def first_of_each(
    parents: list[int], children: QuerySet[Any], *, key: str, count: int
) -> list[int]:
    """Return the ids of the first ``count`` ``children`` of each parent.

    In one query; on SQLite in one for each 400 parents, since an expression there may be 1,000
    terms deep (SQLITE_MAX_EXPR_DEPTH).

    ``children`` comes filtered and ordered; ``key`` is its field that names the parent. The plain
    ``key__in=…, ORDER BY`` reads past all newer rows of other parents: 338–403 ms for a member of
    quiet groups at a million posts, against 3–6 ms for a slice per parent (measured). PostgreSQL
    gets an array subquery per parent, SQLite, which has no arrays, an OR of sliced subqueries
    (4–7 ms; the same form takes about a second on PostgreSQL).
    """
    if not parents:
        return []
    if connections[children.db].vendor == "postgresql":
        from django.contrib.postgres.expressions import ArraySubquery

        parent_model = children.model._meta.get_field(key).related_model
        slices = children.filter(**{key: OuterRef("pk")}).values("pk")[:count]
        arrays = (
            parent_model._base_manager.filter(pk__in=parents)
            .order_by()
            .annotate(first_ids=ArraySubquery(slices))
            .values_list("first_ids", flat=True)
        )
        return [pk for array in arrays for pk in array]
    found: list[int] = []
    for start in range(0, len(parents), _SQLITE_TERMS):
        condition = Q()
        for parent in parents[start : start + _SQLITE_TERMS]:
            condition |= Q(pk__in=children.filter(**{key: parent}).values("pk")[:count])
        rows = children.model._base_manager.filter(condition).order_by()
        found += rows.values_list("pk", flat=True)
    return found


def newest_of_all(
    parents: list[int], children: QuerySet[Any], *, key: str, newest_by: str, count: int
) -> list[int]:
    """Return the ids among which the newest ``count`` ``children`` of all these parents are.

    ``children`` comes filtered, newest first by the time ``newest_by`` and the key. Slices of each
    parent are read as in :func:`first_of_each`; PostgreSQL gives each row as a text of fixed width,
    so that here the newest are picked and only their ids go back: 21 in place of 4,200 for a
    member of 200 groups. On SQLite all ids of the slices are returned.
    """
    if not parents or connections[children.db].vendor != "postgresql":
        return first_of_each(parents, children, key=key, count=count)
    from django.contrib.postgres.expressions import ArraySubquery

    mark = Func(
        F(newest_by),
        F("pk"),
        template="to_char(timezone('UTC', %(expressions)s, 'FM0000000000000000000')",
        arg_joiner="), 'YYYYMMDDHH24MISSUS') || to_char(",
        output_field=TextField(),
    )
    slices = children.filter(**{key: OuterRef("pk")}).annotate(mark=mark).values("mark")[:count]
    arrays = (
        children.model._meta.get_field(key)
        .related_model._base_manager.filter(pk__in=parents)
        .order_by()
        .annotate(marks=ArraySubquery(slices))
        .values_list("marks", flat=True)
    )
    marks = heapq.nlargest(count, (mark for array in arrays for mark in array))
    return [int(mark[-19:]) for mark in marks]


def insert_from(model: Any, rows: QuerySet[Any], fields: Mapping[str, str]) -> int:
    """Insert a row for each of ``rows`` without fetching them; return how many were new.

    ``fields`` names, for each field of ``model``, the field or annotation of ``rows`` it comes
    from. What a constraint has already is left as it is. Django has no ``INSERT … SELECT``: making
    20,000 objects in Python for a group of 10,000 takes seconds and memory, this a fraction.
    """
    using = router.db_for_write(model)
    connection = connections[using]
    chosen = rows.using(using).values_list(*fields.values())
    try:
        select, params = chosen.query.get_compiler(using).as_sql()
    except EmptyResultSet:
        return 0
    quote = connection.ops.quote_name
    columns = ", ".join(quote(model._meta.get_field(name).column) for name in fields)
    # The names are those of our own models; what comes from outside is in the parameters.
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) {select}"
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} ON CONFLICT DO NOTHING", params)
        return max(cursor.rowcount, 0)


def register_policy(viewset: Any, policy: Any) -> None:
    """Register who may do what with the rows of a viewset of the Wagtail admin.

    Wagtail 8 keeps policies by model in a registry; before that the viewset holds its own.
    """
    if WAGTAIL_VERSION >= (8, 0):
        from wagtail.permissions import register_permission_policy

        register_permission_policy(viewset.model, policy, exact_class=True)
    else:
        type(viewset).permission_policy = policy


def mailer() -> Any:
    """Return a new connection to the mail server that Django's settings name, not opened yet.

    Django 6.1 has ``mailers``, which also reads the older settings, and deprecates
    ``get_connection``.
    """
    if hasattr(mail, "mailers"):
        return mail.mailers.default
    return mail.get_connection()


def mail_server_settings() -> tuple[str, float | None]:
    """Return the mail backend's dotted path and its timeout (seconds), as Django is set up.

    They stand in ``MAILERS`` from Django 6.1 on, where that is used, else in ``EMAIL_…``.
    """
    mailers = getattr(django_settings, "MAILERS", None)
    if mailers is not None:
        default = mailers.get("default", {})
        backend = default.get("BACKEND", "django.core.mail.backends.smtp.EmailBackend")
        return backend, default.get("OPTIONS", {}).get("timeout")
    return django_settings.EMAIL_BACKEND, django_settings.EMAIL_TIMEOUT


class WholeHeaders(mail.EmailMultiAlternatives):
    """A mail in which a header that holds an address stays whole, however long it is.

    From Django 6 on one without spaces that is longer than a line is sent as encoded words, which
    mail programs do not read there (RFC 2047, section 5), so that no button stops the mail.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._forms: dict[str, tuple[bytes, Mapping[str, str]]] = {}

    def attach_form(self, content: bytes, content_type: str, parameters: Mapping[str, str]) -> None:
        """Add one more form of the text: of a type ``text/…`` of its own, in UTF-8.

        Django knows no parameters of such a type, and makes its line ends those of the machine.
        """
        self.attach_alternative(content.decode(), content_type)
        self._forms[content_type] = content, parameters

    def message(self, *args: Any, **options: Any) -> Any:
        """Return the mail as it is sent."""
        found: Any = super().message(*args, **options)
        found.policy = _keeping_whole(found.policy)
        for part in found.walk():
            if part.get_content_type() in self._forms and not part.get_filename():
                _set_form(part, *self._forms[part.get_content_type()])
        return found


def _set_form(part: Any, content: bytes, parameters: Mapping[str, str]) -> None:
    """Put these very bytes into a part of a mail."""
    for name in ("Content-Transfer-Encoding", "Content-Disposition"):
        del part[name]
    part["Content-Transfer-Encoding"] = "base64"
    part.set_payload(base64.encodebytes(content).decode("ascii"))
    for name, value in {"charset": "utf-8", **parameters}.items():
        part.set_param(name, value)


_WHOLE = frozenset({"list-unsubscribe", "references", "in-reply-to"})


def _keeping_whole(policy: Any) -> Any:
    """Return a policy of Python's ``email`` like this one, which folds everything but those."""
    kind: Any = type(policy)

    class Keeping(kind):
        def fold(self, name: str, value: str) -> str:
            if name.lower() in _WHOLE:
                return f"{name}: {value}{self.linesep}"
            return super().fold(name, value)

        def fold_binary(self, name: str, value: str) -> bytes:
            if name.lower() in _WHOLE:
                return self.fold(name, value).encode("ascii", "replace")
            return super().fold_binary(name, value)

    kept = Keeping.__new__(Keeping)
    for name, value in vars(policy).items():
        object.__setattr__(kept, name, value)
    return kept
