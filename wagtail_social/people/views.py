"""People: the directory, a colleague's profile, one's own, and suggestions of colleagues."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from wagtail_social.access import get_or_404
from wagtail_social.extension_points import profile_panels
from wagtail_social.form_pages import FormPageView
from wagtail_social.lists import ListPageView, typed_in
from wagtail_social.throttling import throttle
from wagtail_social.topics.forms import as_text
from wagtail_social.views import SocialPageView, SocialView

from .actions import EditProfile
from .adapters import PersonCard, get_adapter
from .forms import ProfileForm
from .languages import language_names
from .models import Profile
from .querysets import shown_name
from .texts import shown


def profile_or_404(viewer: Any, pk: str) -> Profile:
    """Return the profile of an active colleague by the user's key, or raise ``Http404``."""
    try:
        return get_or_404(Profile.objects.for_cards(), viewer, user_id=pk.replace("\x00", ""))
    except ValidationError as error:
        raise Http404 from error


def own_profile(user: Any) -> Profile:
    """Return the user's own profile, made if it is missing."""
    Profile.objects.ensure_for([user])
    return get_or_404(Profile.objects.for_cards(), user, user_id=user.pk)


class PeopleView(ListPageView):
    """The directory of active colleagues, with search."""

    template_name = "wagtail_social/people/people.html"
    fragment_name = "wagtail_social/people/_list.html"

    @property
    def sort_by(self) -> Any:
        """The name that colleagues know."""
        return shown_name()

    def rows(self) -> QuerySet[Profile]:
        people = Profile.objects.visible_to(self.request.user).for_cards()
        return people.matching(self.typed).prefetch_related("expertise_items__tag")

    def context(self) -> dict[str, Any]:
        page = super().context()
        adapter = get_adapter()
        people = [
            (adapter.card(profile), [item.tag for item in profile.expertise_items.all()])
            for profile in page["rows"]
        ]
        return page | {"people": people}


class PersonView(SocialPageView):
    """A colleague's profile: what they do, what they know, and the panels of other rooms."""

    template_name = "wagtail_social/people/person.html"

    def get(self, request: HttpRequest, pk: str) -> HttpResponse:
        """Show what colleagues may know."""
        profile = profile_or_404(request.user, pk)
        panels = []
        for panel in sorted(profile_panels.all(), key=lambda panel: panel.order):
            context = panel.context(profile.user, request.user)
            html = render_to_string(panel.template, context, request)
            if html.strip():
                panels.append({"name": panel.name, "html": html})
        return self.show(
            profile=profile,
            card=get_adapter().card(profile),
            bio=shown(profile.bio),
            languages=language_names(profile.languages),
            expertise=list(profile.expertise.order_by("name")),
            panels=panels,
            own=profile.user_id == request.user.pk,
        )


class MeView(SocialView):
    """The way to one's own profile."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Go there."""
        own_profile(request.user)
        return redirect("wagtail_social:person", request.user.pk)


class EditProfileView(FormPageView):
    """Change what one says of oneself."""

    template_name = "wagtail_social/people/edit.html"
    form_class: ClassVar[type[ProfileForm]] = ProfileForm

    @cached_property
    def profile(self) -> Profile:
        """The viewer's own profile."""
        return own_profile(self.request.user)

    def initial(self) -> dict[str, Any]:
        profile = self.profile
        return {
            "job_title": profile.job_title,
            "bio": profile.bio,
            "languages": ", ".join(language_names(profile.languages)),
            "expertise": as_text(profile.expertise.order_by("name").values_list("name", flat=True)),
        }

    def context(self) -> dict[str, Any]:
        return {"card": get_adapter().card(self.profile)}

    def save(self, form: ProfileForm) -> Profile:
        return EditProfile(
            actor=self.request.user, profile=self.profile, **form.cleaned_data
        ).execute()

    def done(self, result: Profile) -> str:
        return _("Your profile is saved.")

    def target(self, result: Profile) -> str:
        return reverse("wagtail_social:person", args=[result.user_id])


def suggestion(card: PersonCard, handle: str) -> dict[str, str]:
    """Return a colleague as one line of suggestions."""
    detail = ", ".join(filter(None, [card.job_title, card.department]))
    return {"insert": f"@{handle}", "label": card.name, "detail": detail}


class SuggestColleaguesView(SocialView):
    """Colleagues for who is writing ``@`` where any colleague may be named, as JSON."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Return at most eight."""
        throttle("suggest", request.user)
        typed = typed_in(request).lstrip("@")
        found: Any = []
        if typed:
            found = Profile.objects.visible_to(request.user).suggested(typed)
        adapter = get_adapter()
        results = [suggestion(adapter.card(profile), profile.handle) for profile in found]
        return JsonResponse({"results": results})
