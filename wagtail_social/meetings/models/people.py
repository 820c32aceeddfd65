"""Who is asked to come, and what they say."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..querysets import AttendanceQuerySet
from .meetings import Meeting


class Duty(models.TextChoices):
    """What somebody does at a meeting."""

    CHAIR = "chair", _("Chair")
    MINUTES = "minutes", _("Takes the minutes")
    ATTENDEE = "attendee", _("Attendee")


class Answer(models.TextChoices):
    """What somebody says to an invitation."""

    NONE = "", _("No answer yet")
    YES = "yes", _("Comes")
    MAYBE = "maybe", _("Comes perhaps")
    NO = "no", _("Cannot come")


class Attendance(models.Model):
    """One person's place at one meeting: invited, and what they answered."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="attendances", verbose_name=_("meeting")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="social_attendances",
        verbose_name=_("person"),
    )
    duty = models.CharField(_("duty"), max_length=10, choices=Duty.choices, default=Duty.ATTENDEE)
    answer = models.CharField(
        _("answer"), max_length=5, choices=Answer.choices, default=Answer.NONE, blank=True
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    #: Whether they were there; ``None`` where nobody has said so.
    attended = models.BooleanField(_("was there"), null=True, blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("invited by"),
    )
    invited_at = models.DateTimeField(_("invited"), default=timezone.now)
    #: Their last look at the meeting: what came later is new to them. Shown to nobody else.
    seen_at = models.DateTimeField(null=True, editable=False)

    wagtail_reference_index_ignore = True

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "user"], name="wagtail_social_attendance_once"
            )
        ]
        indexes = [models.Index(fields=["user", "meeting"], name="wagtail_social_my_meetings")]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
