"""What makes a page type present a group; for ours and for a host's own."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.views import redirect_to_login
from django.db import models, transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from wagtail_social.access import is_employee
from wagtail_social.navigation import social_context
from wagtail_social.page_blocks import PageBody
from wagtail_social.people.adapters import get_adapter

from ..head import head_context
from ..models import Group, Membership, Visibility
from ..standing import standing_of
from . import presenting  # noqa: F401  (registers where the pages of a group are)
from .forms import GroupPageForm
from .panels import GroupPanel
from .publishing import is_withheld

#: Members shown beside the text.
_FACES = 8


class GroupPageMixin(models.Model):
    """A page that shows an editor's text and, to who may see it, a group with its feed.

    To be put before the base page type, which gives ``title`` and all else::

        class TeamPage(GroupPageMixin, OurPage):
            content_panels = [*OurPage.content_panels, *GroupPageMixin.group_panels]
            search_fields = [*OurPage.search_fields, *GroupPageMixin.group_search_fields]

    The group's own place stays where it is; a page, its copies, aliases and translations are
    presentations of it, and taking one away takes nothing from the group. What the group holds is
    shown by the group's rules to the person who looks: nothing to who is not signed in, the way in
    to who may only know of it. While the group is secret the page cannot be live, whoever publishes
    it, and is not served to anybody, its members included: that a page exists would tell that the
    group does.

    A template named after the page type, by Wagtail's rule, comes before ours.
    """

    group = models.ForeignKey(
        Group,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("group"),
        help_text=_("Secret groups are not in the list: no page presents them."),
    )
    body = StreamField(PageBody(), blank=True, verbose_name=_("text"))

    #: Fields of the base page type.
    live: bool
    has_unpublished_changes: bool
    live_revision: Any

    group_panels: ClassVar[list[Any]] = [GroupPanel("group"), FieldPanel("body")]
    group_search_fields: ClassVar[list[Any]] = [index.SearchField("body")]
    group_template = "wagtail_social/groups/pages/group_page.html"
    base_form_class = GroupPageForm

    class Meta:
        abstract = True

    @property
    def presented_group(self) -> Group | None:
        """The group, unless it is secret."""
        group = self.group
        return None if group is None or group.is_secret else group

    @classmethod
    def withheld_pages(cls) -> QuerySet[Any]:
        """Return the pages that nobody gets to see, live or not: those of secret groups."""
        return cls._default_manager.filter(group__visibility=Visibility.MEMBERS)

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Save the page, as a draft while its group is secret."""
        saved = kwargs.get("update_fields")
        if self.live and (saved is None or "live" in saved) and is_withheld(self.group_id):
            self.live = False
            self.has_unpublished_changes = True
            self.live_revision = None
            if saved is not None:
                kwargs["update_fields"] = {*saved, "has_unpublished_changes", "live_revision"}
        return super().save(*args, **kwargs)

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> list[str]:
        """Return the names of templates, the first that exists counts."""
        own = super().get_template(request, *args, **kwargs)  # type: ignore[misc]
        return [own, self.group_template]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return what the page shows to this viewer; see :meth:`group_context`."""
        context = super().get_context(request, *args, **kwargs)  # type: ignore[misc]
        context |= social_context(request)
        if not is_employee(request.user):
            sign_in_url = redirect_to_login(request.get_full_path())["Location"]
            return context | {"ws_side": [], "sign_in_url": sign_in_url}
        if (group := self.presented_group) is not None:
            context |= self.group_context(request, group)
        return context

    def group_context(self, request: HttpRequest, group: Group) -> dict[str, Any]:
        """Return the group's part: head and feed, or for an outsider the way in."""
        from wagtail_social.conversations.feeds import group_feed

        standing = standing_of(request.user, group)
        context = head_context(request, group, standing, "discussion")
        if standing.can_read:
            context |= group_feed(request, group, standing)
            context |= {
                "people": _faces(group),
                "group_topics": _topics(group, request.path),
                "shows_feed": True,
            }
        return context

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page. Raises ``Http404`` while its group is secret.

        What a signed-in person sees is theirs alone: no cache keeps it.
        """
        if self.group is not None and self.group.is_secret:
            raise Http404
        response = super().serve(request, *args, **kwargs)  # type: ignore[misc]
        patch_vary_headers(response, ("Cookie",))
        if request.user.is_authenticated:
            patch_cache_control(response, private=True, no_store=True)
        return response


def _topics(group: Group, path: str) -> list[dict[str, Any]]:
    """Return the group's topics, each a way to narrow the feed of this page."""
    return [
        {"label": f"#{tag.name}", "url": f"{path}?{urlencode({'topic': tag.slug})}"}
        for tag in group.tags.all()
    ]


def _faces(group: Group) -> list[Any]:
    """Return cards of the people who run the group, then of members."""
    rows = Membership.objects.filter(group=group).active().of_active_people().by_role()
    ids = list(rows.values_list("user_id", flat=True)[:_FACES])
    cards = get_adapter().cards(ids)
    return [cards[pk] for pk in ids if pk in cards]
