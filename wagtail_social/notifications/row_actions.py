"""What community managers do with mails from the list in the Wagtail admin."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wagtail_social.actions import Action
from wagtail_social.administration.bulk import RowAction

from .actions import TryMailAgain
from .models import Mail
from .overseeing import MAIL_TROUBLE, mails_overseen_by, person_name
from .tasks import send_mail_soon


class TryMailsAgain(RowAction):
    """Send mails again that failed, or that only perhaps went out."""

    models = [Mail]
    action_type = "try-again"
    action_priority = 10
    icon_name = "resubmit"
    display_name = _("Try again")
    aria_label = _("Try to send the selected mails again")
    heading = _("Try to send mails again")
    explanation = _(
        "These mails wait again and go out with the next round. What has been read on the site "
        "meanwhile is left out. A mail that was perhaps sent may arrive twice."
    )
    not_possible = _("Not needed: these have been sent, wait, or are not needed any more.")

    def rows_for(self, user: Any) -> Any:
        """Return the mails that the viewer may know of."""
        return mails_overseen_by(user)

    def applies(self, row: Any) -> bool:
        """Only what failed, and what perhaps went out."""
        return row.state in MAIL_TROUBLE

    def label_of(self, row: Any) -> str:
        """Return to whom, and what became of it."""
        return f"{person_name(row.recipient)} · {row.get_state_display()}"

    def action_for(self, row: Any, data: dict[str, Any]) -> Action[Any]:
        """Let it wait again."""
        return TryMailAgain(actor=self.request.user, mail=row)

    @classmethod
    def execute_action(cls, objects: list[Any], **kwargs: Any) -> tuple[int, int]:
        """Let them wait, then have them sent: once for all."""
        done = super().execute_action(objects, **kwargs)
        send_mail_soon()
        return done

    def done_text(self, count: int) -> str:
        """Say how many."""
        return ngettext(
            "%(count)s mail waits to be sent again.",
            "%(count)s mails wait to be sent again.",
            count,
        ) % {"count": count}
