"""What the views of one group share: the group, the viewer's standing, and who may come in."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from wagtail_social.access import get_or_404
from wagtail_social.form_pages import FormPageView
from wagtail_social.views import ActionView, SocialPageView, SocialView

from ..head import head_context
from ..models import Group
from ..standing import Standing, standing_of


class GroupPart(SocialView):
    """A view of one group. ``may`` names what the viewer's standing must allow; else a 404."""

    may: ClassVar[str] = "can_see"

    @cached_property
    def group(self) -> Group:
        """The group, if the viewer may know of it."""
        groups = Group.objects.select_related("department")
        return get_or_404(groups, self.request.user, slug=self.kwargs["slug"].replace("\x00", ""))

    @cached_property
    def standing(self) -> Standing:
        """The viewer's standing in it. Raises ``Http404`` where ``may`` is not allowed."""
        standing = standing_of(self.request.user, self.group)
        if not getattr(standing, self.may):
            raise Http404
        return standing

    def enter(self) -> None:
        """Raise ``Http404`` for who may not come in."""
        assert self.standing.can_see

    def address(self, name: str) -> str:
        """Return the address of another page of this group, by the name of its URL."""
        return reverse(f"wagtail_social:{name}", args=[self.group.slug])

    @cached_property
    def person(self) -> Any:
        """Return the user that the address names, whatever their account. Raises ``Http404``."""
        users = get_user_model()._default_manager.filter()
        try:
            user = users.filter(pk=self.kwargs["user"].replace("\x00", "")).first()
        except (ValueError, ValidationError, OverflowError) as error:
            raise Http404 from error
        if user is None:
            raise Http404
        return user


class GroupPageView(GroupPart, SocialPageView):
    """A page of a group, with its head. ``tab`` names the tab one is on."""

    tab: ClassVar[str] = ""

    def context(self) -> dict[str, Any]:
        """Return the head of the group."""
        return head_context(self.request, self.group, self.standing, self.tab)


class GroupFormView(GroupPart, FormPageView):
    """A form of a group. ``tab`` names the tab one is on."""

    tab: ClassVar[str] = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form to who may use it."""
        self.enter()
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the form from who may use it."""
        self.enter()
        return super().post(request, *args, **kwargs)

    def context(self) -> dict[str, Any]:
        """Return the head of the group."""
        return head_context(self.request, self.group, self.standing, self.tab)

    def target(self, result: Any) -> str:
        """Go to the group."""
        return self.address("group")


class GroupActionView(GroupPart, ActionView):
    """A button of a group."""

    def target(self, result: Any) -> str:
        """Go to the group."""
        return self.address("group")


class ConfirmView(GroupActionView, SocialPageView):
    """A button with a page before it that asks whether one is sure.

    Subclasses give :meth:`question`: ``title``, ``text``, ``action_label``, ``cancel_url`` and
    ``danger`` of the element ``confirm``.
    """

    http_method_names = ["get", "head", "post"]
    template_name = "wagtail_social/groups/confirm.html"

    def question(self) -> dict[str, Any]:
        """Return the words of the page. Raises ``Http404`` where there is nothing to ask."""
        raise NotImplementedError

    def context(self) -> dict[str, Any]:
        """Return the question."""
        self.enter()
        return {"group": self.group, "danger": False} | self.question()
