"""The choice of a time zone."""

from __future__ import annotations

from django.conf import settings as django_settings
from django.utils.translation import gettext as _

from wagtail_social.zones import Choices
from wagtail_social.zones import zone_choices as all_choices

from .readers import Reader


def zone_choices(reader: Reader) -> Choices:
    """Return what this reader can choose: as usual, then the zones by region."""
    if reader.account_zone:
        usual = _("As in my account (%(zone)s)") % {"zone": reader.account_zone}
    else:
        usual = _("As the site (%(zone)s)") % {"zone": django_settings.TIME_ZONE}
    return [("", usual), *all_choices(reader.choices.time_zone)]
