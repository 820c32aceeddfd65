"""What people do with notifications: read them, choose which they want, send a mail again."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail_social.actions import Action, NotVisible, Refused
from wagtail_social.groups.models import Group
from wagtail_social.groups.standing import standings_of

from .models import (
    ChoiceOfChannel,
    Delivery,
    DigestEvery,
    GroupChoice,
    GroupLevel,
    Mail,
    MailOutcome,
    MailState,
    Notification,
    PersonalSettings,
)
from .overseeing import MAIL_TROUBLE, TROUBLE, mails_overseen_by
from .registry import CHANNELS, categories, is_offered
from .unsubscribing import DIGEST


@dataclass(kw_only=True)
class MarkAllRead(Action[int]):
    """Take everything as read. Returns how many lines that changed.

    ``until`` is the key of the newest activity that the person saw listed: what came meanwhile
    stays unread.
    """

    until: int | None = None

    def write(self) -> int:
        """Change the actor's own lines."""
        lines = Notification.objects.of(self.actor).unread()
        if self.until is not None:
            lines = lines.filter(last__lte=self.until)
        return lines.update(unread=False)


@dataclass(kw_only=True)
class ChooseChannels(Action[None]):
    """Say which categories come by which channel: ``{("mention", "mail"): False}``.

    What is as usual is not kept, so that a change of what is usual reaches who never chose.
    """

    wanted: Mapping[tuple[str, str], bool]

    def check(self) -> None:
        """Only what there is; what always shows on site cannot be chosen."""
        for name, channel in self.wanted:
            category = categories().get(name)
            if category is None or channel not in CHANNELS:
                raise Refused(_("There is no such kind of news."), code="no_category")

    def write(self) -> None:
        """Keep what differs from usual: three statements, whatever the number of choices."""
        usual, unusual = Q(pk__in=()), []
        for (name, channel), wanted in self.wanted.items():
            category = categories()[name]
            if not is_offered(category, channel):
                continue
            if wanted == getattr(category, channel):
                usual |= Q(category=name, channel=channel)
            else:
                unusual.append(
                    ChoiceOfChannel(user=self.actor, category=name, channel=channel, wanted=wanted)
                )
        ChoiceOfChannel.objects.filter(usual, user=self.actor).delete()
        ChoiceOfChannel.objects.bulk_create(
            unusual,
            update_conflicts=True,
            unique_fields=["user", "category", "channel"],
            update_fields=["wanted"],
        )


@dataclass(kw_only=True)
class ChooseGroupLevel(Action[None]):
    """Say how much one wants to hear of a group one reads."""

    group: Group
    level: str

    def write(self) -> None:
        """Keep the choice."""
        levels = {self.group: self.level}
        ChooseGroupLevels(actor=self.actor, levels=levels).execute()


@dataclass(kw_only=True)
class ChooseGroupLevels(Action[None]):
    """Say how much one wants to hear of each of these groups, all of which one reads."""

    levels: Mapping[Group, str]

    def check(self) -> None:
        """Only of groups that the actor may read, and only what can be chosen."""
        standings = standings_of(self.actor, self.levels)
        if not all(standing.can_read for standing in standings.values()):
            raise NotVisible
        if not set(self.levels.values()) <= set(GroupLevel.values):
            raise Refused(_("There is no such choice."), code="no_level", field="level")

    def write(self) -> None:
        """Keep the choices, even the usual one: the person has chosen it."""
        GroupChoice.objects.bulk_create(
            [
                GroupChoice(user=self.actor, group=group, level=level)
                for group, level in self.levels.items()
            ],
            update_conflicts=True,
            unique_fields=["user", "group"],
            update_fields=["level"],
        )


@dataclass(kw_only=True)
class ChangePersonalSettings(Action[PersonalSettings]):
    """Change when and how one wants mail: the fields of ``PersonalSettings`` by name."""

    values: Mapping[str, Any]

    def check(self) -> None:
        """Quiet hours begin and end, and take less than the whole day."""
        given = {name: self.values.get(name) for name in ("quiet_from", "quiet_until")}
        if given.keys() <= self.values.keys() and (fault := fault_of_hours(**given)):
            field, message = fault
            raise Refused(message, code="quiet_hours", field=field)

    def write(self) -> PersonalSettings:
        """Keep what is new; the digest's next time is computed anew where it may be another."""
        chosen, _created = PersonalSettings.objects.get_or_create(user=self.actor)
        changed = [name for name, new in self.values.items() if getattr(chosen, name) != new]
        if not changed:
            return self.unchanged(chosen)
        for name in changed:
            setattr(chosen, name, self.values[name])
        if _DIGEST_TIMES.intersection(changed):
            chosen.digest_due_at = None
            changed.append("digest_due_at")
        chosen.save(update_fields=changed)
        return chosen


#: What the time of the next digest depends on.
_DIGEST_TIMES = frozenset({"digest", "digest_hour", "time_zone"})


def fault_of_hours(
    quiet_from: datetime.time | None, quiet_until: datetime.time | None
) -> tuple[str, str] | None:
    """Return what is wrong with quiet hours, and the name of the field, or ``None``."""
    if (quiet_from is None) != (quiet_until is None):
        missing = "quiet_from" if quiet_from is None else "quiet_until"
        return missing, _("Say from when and until when, or leave both empty.")
    if quiet_from is not None and quiet_from == quiet_until:
        return "quiet_until", _("The quiet hours must end at another time than they begin.")
    return None


@dataclass(kw_only=True)
class SwitchMail(Action[None]):
    """Stop mail of one kind, or let it come again: a category's name, or ``DIGEST``.

    This is what the address in a mail does. A digest that was stopped comes again as often as is
    usual; one that was not stopped stays as it is.
    """

    kind: str
    wanted: bool

    def write(self) -> None:
        """Change what differs, by the actions that the person's own settings use."""
        if self.kind != DIGEST:
            wanted = {(self.kind, "mail"): self.wanted}
            return ChooseChannels(actor=self.actor, wanted=wanted).write()
        chosen = PersonalSettings.objects.filter(user=self.actor).first()
        now = chosen.digest if chosen else PersonalSettings(user=self.actor).digest
        if (now != DigestEvery.NEVER) != self.wanted:
            digest = DigestEvery.WEEK if self.wanted else DigestEvery.NEVER
            ChangePersonalSettings(actor=self.actor, values={"digest": digest}).write()
        return None


@dataclass(kw_only=True)
class TryMailAgain(Action[Mail]):
    """Let a mail that could not be sent, or only perhaps was, wait to be sent once more.

    If another mail about the same already waits, that one tells it all and this one is dropped.
    Nothing happens to a mail that has been sent, or waits.
    """

    mail: Mail

    log_as: ClassVar[str | None] = "wagtail_social.mail.tried_again"

    def check(self) -> None:
        """Only a mail that the actor oversees, and with the permission to change mails."""
        if not mails_overseen_by(self.actor).filter(pk=self.mail.pk).exists():
            raise NotVisible
        if not self.actor.has_perm("wagtail_social_notifications.change_mail"):
            raise Refused(_("Only community managers can do that."), code="not_steward")

    def write(self) -> Mail:
        """Lock the mail, and let it wait with all that it was to tell."""
        mail = Mail.objects.select_for_update().get(pk=self.mail.pk)
        self._before = mail.state
        if mail.state not in MAIL_TROUBLE:
            return self.unchanged(mail)
        told = Delivery.objects.filter(message=mail, mail__in=TROUBLE)
        waiting = Mail.objects.filter(pk=mail.pk)
        changes = {"state": MailState.WAITING, "due_at": timezone.now(), "attempts": 0}
        try:
            with transaction.atomic():
                waiting.update(**changes, claim=None, claimed_at=None, sent_at=None, failure="")
        except IntegrityError:
            waiting.update(state=MailState.DROPPED)
        told.update(mail=MailOutcome.WAITING, message=None)
        mail.refresh_from_db()
        return mail

    def log_data(self, result: Mail) -> dict[str, Any]:
        """Keep what had become of it, and what becomes of it now."""
        return {"before": str(self._before), "state": str(result.state)}
