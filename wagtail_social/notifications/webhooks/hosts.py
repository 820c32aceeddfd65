"""Which addresses webhooks may lead to: by their host's name, and by the network it stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from wagtail_social.conf import settings

#: Longest address of a webhook (characters).
LONGEST = 1000

_NOT_IN_AN_ADDRESS = re.compile(r"[\s\x00-\x20\x7f-\x9f\\]")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
#: All IPv6 addresses that are reached over the internet. Outside of it lie, among others, those
#: that hold an IPv4 address (mapped ``::ffff:0:0/96``, NAT64 ``64:ff9b::/96``).
_GLOBAL_UNICAST = IPv6Network("2000::/3")
#: Inside of it: 6to4 holds an IPv4 address, Teredo too, and examples lead nowhere.
_HIDDEN_INSIDE = (IPv6Network("2002::/16"), IPv6Network("2001::/32"), IPv6Network("3fff::/20"))
_HIDDEN_OUTSIDE = (
    IPv6Network("::/96"),
    IPv6Network("::ffff:0:0/96"),
    IPv6Network("::ffff:0:0:0/96"),
    IPv6Network("64:ff9b::/96"),
    IPv6Network("64:ff9b:1::/48"),
)


class NotAllowed(Exception):
    """An address that webhooks may not lead to, with a translated sentence."""


@dataclass(frozen=True)
class Target:
    """Where a webhook leads. ``path`` holds the query; ``host`` is in ASCII and lower case."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def host_header(self) -> str:
        """How the host is named in a request."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = {"https": 443, "http": 80}[self.scheme]
        return host if self.port == usual else f"{host}:{self.port}"


def normal_host(name: str) -> str:
    """Return the name of a host in ASCII and lower case. Raises ``ValueError`` if malformed."""
    try:
        return str(IPv6Address(name))
    except ValueError:
        pass
    host = name.encode("idna").decode("ascii").lower()
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in host.split(".")):
        raise ValueError(f"{name!r} is no name of a host")
    return host


def normal_entry(entry: str) -> str:
    """Return an entry of ``WEBHOOK_HOSTS`` as it is compared. Raises ``ValueError``."""
    if not entry.startswith("."):
        return normal_host(entry)
    below = normal_host(entry[1:])
    if "." not in below:
        raise ValueError(f"{entry!r} would allow hosts of everybody")
    return f".{below}"


def is_allowed(host: str) -> bool:
    """Whether an administrator allowed this host (normalised): by its name, or as one below it."""
    for entry in settings.WEBHOOK_HOSTS:
        try:
            allowed = normal_entry(entry)
        except ValueError:  # a check has named it
            continue
        if host == allowed or (allowed.startswith(".") and host.endswith(allowed)):
            return True
    return False


def target_of(url: str) -> Target:
    """Return where this address leads. Raises ``NotAllowed`` if webhooks may not lead there."""
    malformed = _("This is no address of a webhook.")
    if len(url) > LONGEST or _NOT_IN_AN_ADDRESS.search(url):
        raise NotAllowed(malformed)
    try:
        parts = urlsplit(url)
        port = parts.port
        host = normal_host(parts.hostname or "")
    except ValueError as error:
        raise NotAllowed(malformed) from error
    if "@" in parts.netloc:
        raise NotAllowed(_("An address of a webhook names no user and no password."))
    private = settings.WEBHOOK_PRIVATE_NETWORKS
    if parts.scheme != "https" and not (private and parts.scheme == "http"):
        raise NotAllowed(_("An address of a webhook begins with https://"))
    if port is None:
        port = 443 if parts.scheme == "https" else 80
    elif not port or (port != 443 and not private):
        raise NotAllowed(_("An address of a webhook names no port."))
    if not is_allowed(host):
        raise NotAllowed(
            _("%(host)s is not among the hosts that your administrator allows.") % {"host": host}
        )
    path = iri_to_uri(parts.path or "/") + (f"?{iri_to_uri(parts.query)}" if parts.query else "")
    return Target(parts.scheme, host, port, path)


def host_of(url: str) -> str:
    """Return the host of an address for people to read; nothing more of it is shown."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def may_connect(address: str) -> bool:
    """Whether a webhook may connect to this IP address, as the resolver gave it."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if ip.is_unspecified or ip.is_multicast or ip.is_link_local or _hides_another(ip):
        return False
    if str(ip) == "255.255.255.255":
        return False
    return settings.WEBHOOK_PRIVATE_NETWORKS or _is_public(ip)


def _hides_another(ip: IPv4Address | IPv6Address) -> bool:
    """Whether another address is meant than it seems: one of IPv4 inside one of IPv6."""
    if isinstance(ip, IPv4Address) or ip.is_loopback:
        return False
    return any(ip in network for network in (*_HIDDEN_INSIDE, *_HIDDEN_OUTSIDE))


def _is_public(ip: IPv4Address | IPv6Address) -> bool:
    if isinstance(ip, IPv6Address) and ip not in _GLOBAL_UNICAST:
        return False
    return ip.is_global and not ip.is_reserved and not ip.is_private
