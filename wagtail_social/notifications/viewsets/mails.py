"""Mail: to whom, whether it went out, and what the mail server said. No address and no content."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.ui.tables import DateColumn, StatusTagColumn

from wagtail_social.administration.columns import LinkColumn, NoteColumn
from wagtail_social.administration.filters import ChoiceOf, DateRange, RowFilterSet, TypedFilter
from wagtail_social.administration.views import ClosedIndexView
from wagtail_social.administration.viewsets import ClosedViewSet
from wagtail_social.groups.viewsets import moment_text

from ..models import Mail, MailKind, MailState
from ..overseeing import (
    MAIL_TROUBLE,
    failure_text,
    mails_overseen_by,
    note_abouts_of_mails,
    of_people_named,
    recipient_name,
)
from ..row_actions import TryMailsAgain

#: How long a failure is news (hours): a working day, and the night after it.
_RECENT = 24


def _of_person(rows: Any, typed: str, user: Any) -> Any:
    return of_people_named(rows, typed)


class MailFilterSet(RowFilterSet):
    """What a list of mails can be narrowed to."""

    state = ChoiceOf(label=gettext_lazy("State"), choices=MailState.choices)
    kind = ChoiceOf(label=gettext_lazy("Kind"), choices=MailKind.choices)
    person = TypedFilter(label=gettext_lazy("Person"), find=_of_person)
    due_at = DateRange(label=gettext_lazy("Due"))

    class Meta:
        model = Mail
        fields: list[str] = []


class MailIndexView(ClosedIndexView):
    """The list of mails; above it, whether some failed lately."""

    def warning(self) -> str:
        """Return how many mails of the last day did not go out."""
        since = timezone.now() - datetime.timedelta(hours=_RECENT)
        failed = self.rows().filter(state__in=MAIL_TROUBLE, due_at__gte=since).count()
        if not failed:
            return ""
        return ngettext(
            "%(count)s mail of the last 24 hours did not go out. Filter by state to find it.",
            "%(count)s mails of the last 24 hours did not go out. Filter by state to find them.",
            failed,
        ) % {"count": failed}


class MailViewSet(ClosedViewSet):
    """Mails about what the viewer may read, and digests."""

    model = Mail
    name = "mail"
    icon = "mail"
    menu_label = gettext_lazy("Mail")
    row_actions = (TryMailsAgain,)
    index_view_class = MailIndexView
    filterset_class = MailFilterSet
    title_label = gettext_lazy("Person")
    introduction = gettext_lazy(
        "Mail about groups and pages that you may read, and digests: whether it went out, and what "
        "the mail server said if it did not. What stands in a mail is kept nowhere."
    )
    empty_text = gettext_lazy("There is no mail about anything that you may read.")
    list_display: ClassVar[list[Any]] = [
        NoteColumn("kind", label=gettext_lazy("Kind"), value=lambda row: row.get_kind_display()),
        LinkColumn(
            "about",
            label=gettext_lazy("About"),
            value=lambda row: row.about.title,
            url=lambda row: row.about.url,
        ),
        StatusTagColumn(
            "state",
            label=gettext_lazy("State"),
            accessor="get_state_display",
            primary=lambda row: row.state in MAIL_TROUBLE,
        ),
        NoteColumn("attempts", label=gettext_lazy("Attempts"), value=lambda row: row.attempts),
        DateColumn("due_at", label=gettext_lazy("Due")),
        DateColumn("sent_at", label=gettext_lazy("Sent")),
        NoteColumn("failure", label=gettext_lazy("What the mail server said"), value=failure_text),
    ]
    list_export = ["person", "kind", "about", "state", "attempts", "due_at", "sent_at", "failure"]
    export_headings = {"person": gettext_lazy("Person"), "about": gettext_lazy("About")}

    def rows_for(self, user: Any) -> Any:
        """Return the mails that this user may know of."""
        return mails_overseen_by(user)

    def prepare(self, rows: list[Any], user: Any) -> None:
        """Fetch what the mails are about."""
        note_abouts_of_mails(rows, user)

    def find(self, rows: Any, typed: str) -> Any:
        """Return the mails to people of that name."""
        return of_people_named(rows, typed)

    def title_of(self, row: Any) -> str:
        """Return the person's name."""
        return recipient_name(row)

    def site_url(self, row: Any) -> str:
        """Return where the thing is that it is about."""
        return row.about.url

    def export_row(self, row: Any) -> dict[str, Any]:
        """Return what a spreadsheet shows of a mail."""
        return {
            "person": recipient_name(row),
            "kind": row.get_kind_display(),
            "about": row.about.title,
            "state": row.get_state_display(),
            "attempts": row.attempts,
            "due_at": row.due_at,
            "sent_at": row.sent_at,
            "failure": failure_text(row),
        }

    def describe(self, row: Any, user: Any) -> list[tuple[Any, Any]]:
        """Return to whom, about what, and what became of it."""
        return [
            (_("Person"), recipient_name(row)),
            (_("Kind"), row.get_kind_display()),
            (_("About"), row.about.title),
            (_("State"), row.get_state_display()),
            (_("Attempts"), row.attempts),
            (_("Made"), moment_text(row.created_at)),
            (_("Due"), moment_text(row.due_at)),
            (_("Sent"), moment_text(row.sent_at)),
            (_("What the mail server said"), failure_text(row)),
        ]
