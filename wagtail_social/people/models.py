"""Who colleagues are: profiles and departments."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from taggit.managers import TaggableManager
from taggit.models import ItemBase, Tag

from .querysets import DepartmentQuerySet, ProfileManager

validate_handle = RegexValidator(
    r"^[a-z0-9](?:[a-z0-9._-]*[a-z0-9_])?$",
    _("Use letters, digits, dots, hyphens and underscores."),
)


class Level(models.TextChoices):
    """Place in the line of the organisation."""

    EMPLOYEE = "employee", _("Employee")
    MANAGER = "manager", pgettext_lazy("level", "Manager")
    SENIOR = "senior", _("Senior management")
    BOARD = "board", _("Board")


class Department(models.Model):
    """A part of the organisation; departments form a tree."""

    name = models.CharField(_("name"), max_length=120)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
    )

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name"], name="wagtail_social_department_once"
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=models.Q(parent__isnull=True),
                name="wagtail_social_department_root_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Profile(models.Model):
    """What colleagues may know of a person, beside the name that the user model holds."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="social_profile",
        verbose_name=_("person"),
    )
    handle = models.CharField(
        _("handle"),
        max_length=60,
        unique=True,
        validators=[validate_handle],
        help_text=_("Colleagues write @ and this to mention you."),
    )
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    department = models.ForeignKey(
        Department,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="profiles",
        verbose_name=_("department"),
    )
    level = models.CharField(
        _("level"), max_length=10, choices=Level.choices, default=Level.EMPLOYEE
    )
    bio = models.TextField(_("about me"), max_length=1000, blank=True)
    languages = models.CharField(
        _("languages I read"),
        max_length=100,
        blank=True,
        help_text=_("Codes with commas between, such as nl, de, en."),
    )
    expertise = TaggableManager(
        through="wagtail_social_people.Expertise",
        blank=True,
        verbose_name=_("ask me about"),
        help_text=_("Topics with commas between."),
    )

    wagtail_reference_index_ignore = True

    objects = ProfileManager()

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")

    def __str__(self) -> str:
        return self.handle


class Expertise(ItemBase):
    """A topic that a person can be asked about."""

    #: A name of its own: taggit finds the tags of a thing through it.
    tag = models.ForeignKey(
        Tag, on_delete=models.CASCADE, related_name="wagtail_social_expertise_items"
    )
    content_object = models.ForeignKey(
        Profile, on_delete=models.CASCADE, related_name="expertise_items"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("expertise")
        verbose_name_plural = _("expertise")
        constraints = [
            models.UniqueConstraint(
                fields=["tag", "content_object"], name="wagtail_social_expertise_once"
            )
        ]
