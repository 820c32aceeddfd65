"""What makes a page type present a meeting; for ours and for a host's own."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.views import redirect_to_login
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.template.context import Context
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from wagtail_social.access import is_employee
from wagtail_social.navigation import social_context

from ..blocks import MeetingBody
from ..models import Meeting
from .forms import MeetingPageForm
from .panels import MeetingPanel


class MeetingPageMixin(models.Model):
    """A page that shows an editor's text and, to who may read it, a meeting.

    To be put before the base page type, which gives ``title`` and all else::

        class SummitPage(MeetingPageMixin, OurPage):
            content_panels = [*OurPage.content_panels, *MeetingPageMixin.meeting_panels]
            search_fields = [*OurPage.search_fields, *MeetingPageMixin.meeting_search_fields]

    The meeting keeps its own address; a page, its copies, aliases and translations are
    presentations of it, and taking one away takes nothing from the meeting. Who may not read the
    meeting gets the editor's text, and nothing that tells whether there is a meeting. Where the
    meeting has been deleted the page stays, and says so to who may edit it.

    A template named after the page type, by Wagtail's rule, comes before ours.
    """

    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("meeting"),
        help_text=_("Only who may read the meeting sees it on the page."),
    )
    body = StreamField(MeetingBody(), blank=True, verbose_name=_("text"))

    meeting_panels: ClassVar[list[Any]] = [MeetingPanel("meeting"), FieldPanel("body")]
    meeting_search_fields: ClassVar[list[Any]] = [index.SearchField("body")]
    meeting_template = "wagtail_social/meetings/pages/meeting_page.html"
    base_form_class = MeetingPageForm

    class Meta:
        abstract = True

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> list[str]:
        """Return the names of templates, the first that exists counts."""
        own = super().get_template(request, *args, **kwargs)  # type: ignore[misc]
        return [own, self.meeting_template]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return what the page shows to this viewer; see :meth:`meeting_context`."""
        from wagtail_social.conversations.templatetags.wagtail_social import social_head

        context = super().get_context(request, *args, **kwargs)  # type: ignore[misc]
        context |= social_context(request) | {"frame": "wagtail_social/layouts/page.html"}
        # Our layout loads styles and scripts: a block in the text need not do so again.
        social_head(Context({"request": request}))
        if not is_employee(request.user):
            sign_in_url = redirect_to_login(request.get_full_path())["Location"]
            return context | {"ws_side": [], "sign_in_url": sign_in_url}
        if self.meeting_id is None:
            return context | {"has_no_meeting": self._may_edit(request.user)}
        return context | self.meeting_context(request)

    def _may_edit(self, user: Any) -> bool:
        return bool(self.permissions_for_user(user).can_edit())  # type: ignore[attr-defined]

    def meeting_context(self, request: HttpRequest) -> dict[str, Any]:
        """Return what the meeting's own page shows to this viewer: nothing where it is a 404."""
        from ..views.page import MeetingView

        view = MeetingView()
        view.setup(request, meeting=self.meeting_id)
        try:
            return view.context() | {"frame": view.template_name, "shows_meeting": True}
        except Http404:
            return {}

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page. What a signed-in person sees is theirs alone: no cache keeps it."""
        response = super().serve(request, *args, **kwargs)  # type: ignore[misc]
        patch_vary_headers(response, ("Cookie",))
        if request.user.is_authenticated:
            patch_cache_control(response, private=True, no_store=True)
        return response
