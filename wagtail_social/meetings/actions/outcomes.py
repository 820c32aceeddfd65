"""What items come to: decisions, and what everybody should know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from wagtail_social.actions import NotVisible, Refused

from ..models import AgendaItem, Outcome, OutcomeKind
from .meanwhile import fingerprint, require_seen
from .minutes_base import MinutesAction

#: Longest outcome (characters).
MOST_OUTCOME = 2000
#: What is worded of an outcome.
OUTCOME_FIELDS = ("kind", "text")


def _require_words(kind: str, text: str) -> None:
    if kind not in OutcomeKind.values:
        raise Refused(_("Please say what kind of outcome it is."), code="no_kind", field="kind")
    if not text.strip():
        raise Refused(_("Please write what came of it."), code="no_text", field="text")
    if len(text) > MOST_OUTCOME:
        raise Refused(
            _("This is too long: at most %(most)s characters fit.") % {"most": MOST_OUTCOME},
            code="too_long",
            field="text",
        )


@dataclass(kw_only=True)
class AddOutcome(MinutesAction[Outcome]):
    """Write down what an item came to, or the whole meeting where ``item`` is ``None``."""

    item: AgendaItem | None
    kind: str
    text: str

    log_as = "wagtail_social.minutes.outcome_added"
    is_content = True

    def write(self) -> Outcome:
        """Make the row."""
        _require_words(self.kind, self.text)
        return Outcome.objects.create(
            meeting=self.meeting,
            item=self.about(self.item),
            kind=self.kind,
            text=self.text.strip(),
            created_by=self.actor,
        )


@dataclass(kw_only=True)
class _OnOutcome(MinutesAction[Outcome]):
    """What is done with one outcome, which must be of this meeting."""

    outcome: Outcome

    def row(self) -> Outcome:
        """Return it as it is now. Raises ``NotVisible``."""
        found = Outcome.objects.filter(meeting=self.meeting, pk=self.outcome.pk).first()
        if found is None:
            raise NotVisible
        return found


@dataclass(kw_only=True)
class EditOutcome(_OnOutcome):
    """Word an outcome anew.

    ``seen`` is the fingerprint of what the actor was shown, empty where nobody was shown it.
    """

    kind: str
    text: str
    seen: str = ""

    log_as = "wagtail_social.minutes.outcome_edited"
    is_content = True

    def write(self) -> Outcome:
        """Save what is different."""
        _require_words(self.kind, self.text)
        row = self.row()
        wanted = (self.kind, self.text.strip())
        if (row.kind, row.text) == wanted:
            return self.unchanged(row)
        require_seen(self.seen, fingerprint(row, OUTCOME_FIELDS))
        row.kind, row.text = wanted
        row.save(update_fields=["kind", "text"])
        return row


@dataclass(kw_only=True)
class RemoveOutcome(_OnOutcome):
    """Take an outcome out of the minutes. Returns what it was."""

    log_as = "wagtail_social.minutes.outcome_removed"

    def write(self) -> Outcome:
        """Delete the row."""
        row = self.row()
        Outcome.objects.filter(pk=row.pk).delete()
        return row

    def log_data(self, result: Outcome) -> dict[str, Any]:
        """Log which kind it was too."""
        return super().log_data(result) | {"kind": result.kind}
