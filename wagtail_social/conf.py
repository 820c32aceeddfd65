"""Settings of wagtail-social: typed, documented, read live.

``from wagtail_social.conf import settings`` and then ``settings.FEED_PAGE_SIZE``. Each property
reads ``WAGTAIL_SOCIAL_<NAME>`` from the host's Django settings at the moment it is asked, so
``override_settings`` works in tests. A system check (``wagtail_social.E001``) refuses names that
are not defined here.
"""

from pathlib import Path
from typing import Any

from django.conf import settings as django_settings

PREFIX = "WAGTAIL_SOCIAL_"

DEFAULT_THROTTLES = {
    "post": "10/m",
    "comment": "20/m",
    "edit": "60/h",
    "react": "60/m",
    "call": "60/h",
    "report": "10/h",
    "invite": "60/h",
    "group": "5/h",
    "meeting": "30/h",
    "propose": "20/h",
    "remark": "30/h",
    "progress": "120/h",
    "join": "30/m",
    "upload": "30/h",
    "suggest": "120/m",
    "feed": "20/h",
    "feed_read": "60/h",
    "feed_miss": "60/m",
    "webhook": "20/h",
}

DEFAULT_WEBHOOK_FORMATS = {"json": "JSON", "slack": "Slack", "teams": "Microsoft Teams"}


class Settings:
    """The settings, one property each. Names unknown here do not exist."""

    def _get(self, name: str, default: Any) -> Any:
        return getattr(django_settings, PREFIX + name, default)

    @property
    def BASE_TEMPLATE(self) -> str:
        """Template that frames every page of the community: the host's own base. Default: ours."""
        return self._get("BASE_TEMPLATE", "wagtail_social/base.html")

    @property
    def PEOPLE_ADAPTER(self) -> str:
        """Dotted path of the class that answers who a person is (name, avatar, address …)."""
        return self._get("PEOPLE_ADAPTER", "wagtail_social.people.adapters.PeopleAdapter")

    @property
    def SUPERUSERS_SEE_ALL(self) -> bool:
        """Whether superusers read closed and secret groups without being in them. Default: no."""
        return bool(self._get("SUPERUSERS_SEE_ALL", False))

    @property
    def EMPLOYEES_OPEN_GROUPS(self) -> bool:
        """Whether any employee may open a group; else only who has the permission to add groups."""
        return bool(self._get("EMPLOYEES_OPEN_GROUPS", True))

    @property
    def EMPLOYEES_PLAN_MEETINGS(self) -> bool:
        """Whether any employee may plan a meeting of no group; else the permission to add is asked.

        Meetings of a group are planned by its managers. Default: yes.
        """
        return bool(self._get("EMPLOYEES_PLAN_MEETINGS", True))

    @property
    def MEETING_INVITE_MOST(self) -> int:
        """How many people of a group may be invited to its meeting by one click (count)."""
        return int(self._get("MEETING_INVITE_MOST", 500))

    @property
    def ACTION_REMINDER_DAYS(self) -> int:
        """How long before an action item is due its owner is reminded of it (days).

        0 reminds on the day itself.
        """
        return max(0, int(self._get("ACTION_REMINDER_DAYS", 3)))

    @property
    def MEETING_EVENT_PAGES(self) -> dict[str, dict[str, str]]:
        """Page types that meetings can belong to, and where a page of each says when and where.

        ``{"intranet.EventPage": {"starts_at": "begins", "place": "venue"}}``: the type, and for
        ``starts_at``, ``ends_at``, ``place`` and ``time_zone`` the name of its field, property or
        method. A type stands for those derived from it, so ``"wagtailcore.Page": {}`` allows any
        page. Default, empty: any page, and nothing is read from it.
        """
        return dict(self._get("MEETING_EVENT_PAGES", {}))

    @property
    def SHARE_DISCUSSION_BETWEEN_TRANSLATIONS(self) -> bool:
        """Whether all translations of a page share one discussion. Default: each has its own."""
        return bool(self._get("SHARE_DISCUSSION_BETWEEN_TRANSLATIONS", False))

    @property
    def THROTTLES(self) -> dict[str, str | None]:
        """How often one person may do what: ``{"post": "10/m"}`` (s, m, h, d); ``None``: no limit.

        Names left out keep their default. ``edit`` counts changes of posts and comments together.
        """
        return {**DEFAULT_THROTTLES, **self._get("THROTTLES", {})}

    @property
    def FEED_PAGE_SIZE(self) -> int:
        """Posts on one page of a feed (count)."""
        return int(self._get("FEED_PAGE_SIZE", 20))

    @property
    def THREAD_PAGE_SIZE(self) -> int:
        """Top-level comments on one page of a thread (count)."""
        return int(self._get("THREAD_PAGE_SIZE", 20))

    @property
    def MAX_TEXT_LENGTH(self) -> int:
        """Longest text of a post or comment (characters)."""
        return int(self._get("MAX_TEXT_LENGTH", 20_000))

    @property
    def BASE_URL(self) -> str:
        """Address of the site for links in mails, such as ``https://intranet.example.org``.

        Default: the root of Wagtail's default site.
        """
        return str(self._get("BASE_URL", ""))

    @property
    def MAIL_FROM(self) -> str:
        """Who mails come from. Default: Django's ``DEFAULT_FROM_EMAIL``.

        Calendars take it for the organiser of meetings: it should be a mailbox that exists.
        """
        return str(self._get("MAIL_FROM", django_settings.DEFAULT_FROM_EMAIL))

    @property
    def MAIL_CONTENT(self) -> str:
        """What a mail tells: ``"full"`` text, a ``"teaser"``, or ``"none"`` ("there is news")."""
        return str(self._get("MAIL_CONTENT", "full"))

    @property
    def MAIL_DELAY(self) -> int:
        """How long a mail waits for more news of the same conversation (seconds)."""
        return int(self._get("MAIL_DELAY", 120))

    @property
    def MAIL_EVERY(self) -> int:
        """Shortest time between two mails about one conversation to one person (seconds)."""
        return int(self._get("MAIL_EVERY", 3600))

    @property
    def MAIL_LEASE(self) -> int:
        """How long one sender may take for one batch before another takes over (seconds).

        Longer than Django's ``EMAIL_TIMEOUT`` (a check says so).
        """
        return int(self._get("MAIL_LEASE", 600))

    @property
    def GROUP_MENTION_MOST(self) -> int:
        """How many people ``@group`` may tell at once (count); in larger groups it is refused."""
        return int(self._get("GROUP_MENTION_MOST", 200))

    @property
    def DIGEST_STOPS_AFTER(self) -> int:
        """How long somebody may have been away and still get digests (days)."""
        return int(self._get("DIGEST_STOPS_AFTER", 60))

    @property
    def FEED_CONTENT(self) -> str:
        """What a feed holds of a post: a ``"teaser"`` or the ``"full"`` text."""
        return str(self._get("FEED_CONTENT", "teaser"))

    @property
    def FEEDS_OF_CLOSED_GROUPS(self) -> bool:
        """Whether closed and secret groups have feeds, for their members. Default: no.

        Without, the calendar that a person follows gives the time of their meetings, and no more.
        Many feed readers store what they fetch on servers of others.
        """
        return bool(self._get("FEEDS_OF_CLOSED_GROUPS", False))

    @property
    def NOTIFICATIONS_KEPT(self) -> int:
        """How long what was told is kept, in people's lists and in the log (days)."""
        return int(self._get("NOTIFICATIONS_KEPT", 90))

    @property
    def WEBHOOK_HOSTS(self) -> list[str]:
        """Hosts that groups may send their news to, such as ``["hooks.slack.com"]``.

        An entry that begins with a dot (``".webhook.office.com"``) allows all hosts below that
        name. Empty, the default: there are no webhooks. See the guide on webhooks.
        """
        return list(self._get("WEBHOOK_HOSTS", []))

    @property
    def WEBHOOK_PRIVATE_NETWORKS(self) -> bool:
        """Whether these hosts may stand in private networks, on any port, without encryption."""
        return bool(self._get("WEBHOOK_PRIVATE_NETWORKS", False))

    @property
    def WEBHOOK_FORMATS(self) -> dict[str, str]:
        """What webhooks send: ``{"mattermost": "Mattermost"}``, name and label, beside ours.

        Each is the template ``wagtail_social/notifications/webhooks/<name>.json``. Ours are
        ``json``, ``slack`` and ``teams``.
        """
        return {**DEFAULT_WEBHOOK_FORMATS, **self._get("WEBHOOK_FORMATS", {})}

    @property
    def UPLOAD_MAX_BYTES(self) -> int:
        """Largest file that can be uploaded (bytes)."""
        return int(self._get("UPLOAD_MAX_BYTES", 10 * 1024 * 1024))

    @property
    def UPLOAD_MAX_PIXELS(self) -> int:
        """Largest picture that can be uploaded (width × height, px)."""
        return int(self._get("UPLOAD_MAX_PIXELS", 50_000_000))

    @property
    def PRIVATE_ROOT(self) -> str:
        """Folder of private files; never below ``MEDIA_ROOT`` (a check says so).

        Used when ``STORAGES`` has no entry ``"wagtail_social_private"``. Default: a folder
        ``<MEDIA_ROOT>-private`` beside ``MEDIA_ROOT``.
        """
        media = Path(django_settings.MEDIA_ROOT or "media").resolve()
        return str(self._get("PRIVATE_ROOT", media.with_name(f"{media.name}-private")))


settings = Settings()


def known_names() -> set[str]:
    """Return the full names of all settings, prefix included."""
    return {PREFIX + name for name, value in vars(Settings).items() if isinstance(value, property)}
