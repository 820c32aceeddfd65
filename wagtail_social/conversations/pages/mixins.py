"""What makes a page type present the community's home; for ours and for a host's own."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.views import redirect_to_login
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from wagtail_social.access import is_employee
from wagtail_social.navigation import social_context
from wagtail_social.page_blocks import PageBody


class CommunityHomePageMixin(models.Model):
    """A page with an editor's text and, below it, what is said in the viewer's own groups.

    To be put before the base page type, which gives ``title`` and all else::

        class StartPage(CommunityHomePageMixin, OurPage):
            content_panels = [*OurPage.content_panels, *CommunityHomePageMixin.home_panels]
            search_fields = [*OurPage.search_fields, *CommunityHomePageMixin.home_search_fields]

    The feed is the one of the community's own home, which stays where it is. Who is not signed in
    gets the text and the way to sign in.

    A template named after the page type, by Wagtail's rule, comes before ours.
    """

    intro = models.TextField(_("introduction"), max_length=500, blank=True)
    body = StreamField(PageBody(), blank=True, verbose_name=_("text"))

    home_panels: ClassVar[list[Any]] = [FieldPanel("intro"), FieldPanel("body")]
    home_search_fields: ClassVar[list[Any]] = [
        index.SearchField("intro"),
        index.SearchField("body"),
    ]
    home_template = "wagtail_social/conversations/pages/community_home_page.html"

    class Meta:
        abstract = True

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> list[str]:
        """Return the names of templates, the first that exists counts."""
        own = super().get_template(request, *args, **kwargs)  # type: ignore[misc]
        return [own, self.home_template]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return the text, and for who is signed in what the community's home shows them."""
        context = super().get_context(request, *args, **kwargs)  # type: ignore[misc]
        context |= social_context(request)
        if not is_employee(request.user):
            sign_in_url = redirect_to_login(request.get_full_path())["Location"]
            return context | {"ws_side": [], "sign_in_url": sign_in_url}
        return context | self.home_context(request)

    def home_context(self, request: HttpRequest) -> dict[str, Any]:
        """Return what the community's own home shows to this viewer."""
        from ..views.home import HomeView

        view = HomeView()
        view.setup(request)
        return view.context() | {"shows_feed": True}

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page. What a signed-in person sees is theirs alone: no cache keeps it."""
        response = super().serve(request, *args, **kwargs)  # type: ignore[misc]
        patch_vary_headers(response, ("Cookie",))
        if request.user.is_authenticated:
            patch_cache_control(response, private=True, no_store=True)
        return response
