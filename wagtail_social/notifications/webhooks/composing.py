"""What a call says, asked again at the moment of sending."""

from __future__ import annotations

import datetime
import json
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings as django_settings
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from wagtail_social.addresses import whole
from wagtail_social.conf import settings
from wagtail_social.conversations.models import Comment, Post
from wagtail_social.conversations.targets import POST as POST_TARGET
from wagtail_social.groups.models import Group
from wagtail_social.markup import excerpt, one_line
from wagtail_social.people.adapters import get_adapter, unknown_person

from ..models import Webhook, WebhookCall
from .hosts import NotAllowed, Target, target_of
from .queueing import COMMENT, POST

#: Longest beginning of a text that leaves the site (characters).
EXCERPT = 300
#: How old news may be and still be sent.
TOO_OLD = datetime.timedelta(days=2)


class Dropped(Exception):
    """There is nothing to send any more; the text is a key of :data:`.wording.REASONS`."""


class Unwritable(Exception):
    """The template of the format is missing, or does not make JSON."""


@dataclass(frozen=True)
class News:
    """What the template of a format gets, as ``news``. Texts may be hostile.

    ``event`` is "post", "comment" or "test"; ``headline`` a sentence such as "New post in Pumps";
    ``time`` in ISO 8601. Title, author and excerpt are empty where texts stay on the site.
    """

    id: str
    event: str
    headline: str
    group: str
    group_url: str
    url: str
    time: str
    title: str = ""
    author: str = ""
    excerpt: str = ""


def compose(call: WebhookCall) -> tuple[Webhook, Target, bytes]:
    """Return webhook, target and body of a call. Raises ``Dropped`` or ``Unwritable``.

    What a template or adapter of the host raises comes as it is.
    """
    webhook = Webhook.objects.allowed().select_related("group").filter(pk=call.webhook_id).first()
    if webhook is None:
        raise Dropped("silent")
    try:
        target = target_of(webhook.url)
    except NotAllowed as error:
        raise Dropped("host") from error
    with translation.override(django_settings.LANGUAGE_CODE):
        news = _news(call, webhook)
    return webhook, target, written(webhook.format, news)


def written(name: str, news: News) -> bytes:
    """Return news in this format, as JSON in ASCII. Raises ``Unwritable``."""
    if name not in settings.WEBHOOK_FORMATS:
        raise Unwritable(f"there is no format {name}")
    template = f"wagtail_social/notifications/webhooks/{name}.json"
    try:
        text = render_to_string(template, {"news": news, "data": asdict(news)})
        return json.dumps(json.loads(text, parse_constant=_refuse)).encode("ascii")
    except (TemplateDoesNotExist, TemplateSyntaxError, ValueError, RecursionError) as error:
        raise Unwritable(f"{name}.json: {type(error).__name__}") from error


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")


def _news(call: WebhookCall, webhook: Webhook) -> News:
    group = webhook.group
    activity = call.activity
    if activity is None:
        return _framed(call, "test", group, group.get_absolute_url(), timezone.now())
    if webhook.paused_at is not None:
        raise Dropped("paused")
    if timezone.now() - call.created_at > TOO_OLD:
        raise Dropped("late")
    said = _said(activity.happening, activity.object_id, webhook)
    if said is None:
        raise Dropped("gone")
    thing, title, url = said
    texts = {}
    if settings.MAIL_CONTENT != "none":
        card = get_adapter().cards([thing.author_id]).get(thing.author_id) or unknown_person()
        texts = {
            "title": one_line(title),
            "author": one_line(card.name),
            "excerpt": excerpt(thing.html, EXCERPT),
        }
    return _framed(call, activity.happening, group, url, thing.created_at, **texts)


def _said(happening: str, key: int, webhook: Webhook) -> tuple[Any, str, str] | None:
    """Return the post or comment with title and path, if everybody in its group may read it."""
    posts = Post.objects.published().filter(group=webhook.group_id)
    if happening == POST:
        post = posts.filter(pk=key).first()
        return (post, post.heading, post.get_absolute_url()) if post else None
    if happening != COMMENT or not webhook.with_comments:
        return None
    comments = Comment.objects.published().select_related("discussion")
    comment = comments.filter(pk=key, discussion__group=webhook.group_id).first()
    if comment is None or comment.discussion.target_type != POST_TARGET:
        return None
    post = posts.filter(pk=comment.discussion.target_id).first()
    return (comment, post.heading, comment.get_absolute_url()) if post else None


def _framed(
    call: WebhookCall,
    event: str,
    group: Group,
    url: str,
    time: datetime.datetime,
    **texts: str,
) -> News:
    sentences = {
        POST: _("New post in %(group)s"),
        COMMENT: _("New comment in %(group)s"),
        "test": _("Test from %(group)s: what is said there arrives here."),
    }
    title = one_line(group.title)
    return News(
        id=str(call.pk),
        event=event,
        headline=sentences[event] % {"group": title},
        group=title,
        group_url=whole(group.get_absolute_url()),
        url=whole(url),
        time=time.astimezone(datetime.UTC).isoformat(timespec="seconds"),
        **texts,
    )
