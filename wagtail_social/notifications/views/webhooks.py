"""Webhooks of a group, for its managers. Where an administrator allows no host, they are not."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from wagtail_social.access import get_or_404
from wagtail_social.actions import Refused
from wagtail_social.conf import settings
from wagtail_social.groups.models import Group
from wagtail_social.groups.views.base import ConfirmView, GroupActionView, GroupFormView, GroupPart

from ..models import Webhook
from ..webhooks.actions import (
    AddWebhook,
    DeleteWebhook,
    PauseWebhook,
    ResumeWebhook,
    TryWebhook,
    WebhookAction,
    why_silent,
)
from ..webhooks.forms import WebhookForm
from ..webhooks.hosts import host_of
from ..webhooks.wording import shown_calls, shown_webhooks


class _Webhooks(GroupPart):
    """A view of the webhooks of a group."""

    may = "can_manage"

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer as if there were none where no host is allowed."""
        if not settings.WEBHOOK_HOSTS:
            raise Http404
        return super().answer(request, *args, **kwargs)


class WebhooksView(_Webhooks, GroupFormView):
    """The webhooks, their last calls, and the form for another one."""

    template_name = "wagtail_social/notifications/webhooks.html"
    form_class = WebhookForm
    tab = "settings"

    def form_options(self) -> dict[str, Any]:
        return {"group": self.group}

    def context(self) -> dict[str, Any]:
        """Return the lists."""
        found = Webhook.objects.visible_to(self.request.user).filter(group=self.group)
        webhooks = list(found.select_related("group").order_by("pk"))
        return super().context() | {
            "silent": why_silent(self.group),
            "webhooks": shown_webhooks(webhooks),
            "calls": shown_calls(webhooks),
            "hosts": settings.WEBHOOK_HOSTS,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Add a webhook, and answer with its secret: it rests nowhere else to be shown later."""
        self.enter()
        form = WebhookForm(request.POST, **self.form_options())
        if not form.is_valid():
            return self.again(form)
        action = AddWebhook(actor=request.user, group=self.group, **form.cleaned_data)
        try:
            added = action.execute()
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
            return self.again(form, refusal)
        fresh = WebhookForm(**self.form_options())
        return self.show(**self.context(), form=fresh, secret=added.secret)


class _OneWebhook(_Webhooks, GroupActionView):
    """A button of one webhook."""

    @cached_property
    def webhook(self) -> Webhook:
        """The webhook, if it is one of this group and the viewer manages it."""
        self.enter()
        webhooks = Webhook.objects.filter(group=self.group)
        return get_or_404(webhooks, self.request.user, pk=self.kwargs["webhook"])

    def of(self, kind: type[WebhookAction]) -> WebhookAction:
        """Return an action on it."""
        return kind(actor=self.request.user, group=self.group, webhook=self.webhook)

    def target(self, result: Any) -> str:
        return self.address("group_webhooks")


class TryView(_OneWebhook):
    """Send a test."""

    def action(self) -> WebhookAction:
        return self.of(TryWebhook)

    def done(self, result: Group) -> str:
        return _("The test is sent within a minute. Look at the last calls for what became of it.")


class PauseView(_OneWebhook):
    """Stop a webhook for a while."""

    def action(self) -> WebhookAction:
        return self.of(PauseWebhook)

    def done(self, result: Group) -> str:
        return _("The webhook is paused.")


class ResumeView(_OneWebhook):
    """Let a webhook go on."""

    def action(self) -> WebhookAction:
        return self.of(ResumeWebhook)

    def done(self, result: Group) -> str:
        return _("The webhook goes on.")


class DeleteView(_OneWebhook, ConfirmView):
    """Ask whether to delete a webhook, and delete it."""

    def question(self) -> dict[str, Any]:
        return {
            "title": _("Delete the webhook to %(host)s?") % {"host": host_of(self.webhook.url)},
            "text": _("Nothing is sent there any more. The secret is of no use afterwards."),
            "action_label": _("Delete"),
            "cancel_url": self.address("group_webhooks"),
            "danger": True,
        }

    def action(self) -> WebhookAction:
        return self.of(DeleteWebhook)

    def done(self, result: Group) -> str:
        return _("The webhook is deleted.")
