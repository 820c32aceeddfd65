"""The intranet's own app."""

from django.apps import AppConfig


class IntranetConfig(AppConfig):
    """Pages of the organisation, as they were before the community came."""

    name = "example_site.intranet"
    label = "intranet"
    default_auto_field = "django.db.models.BigAutoField"
