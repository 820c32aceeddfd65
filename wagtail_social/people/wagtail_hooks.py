"""What the room of people registers."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail_social.access import is_employee
from wagtail_social.audit import log_actions
from wagtail_social.extension_points import (
    AdminPlace,
    LoggedRows,
    PersonalData,
    SideSection,
    TopicSource,
    admin_places,
    logged_rows,
    personal_data,
    side_sections,
    topic_sources,
)

from .adapters import get_adapter
from .department_admin import DepartmentAdmin
from .models import Department, Expertise, Profile
from .viewsets import ProfileViewSet

#: How many people stand on the page of a topic.
_SHOWN = 12


@personal_data.register
def profile() -> PersonalData:
    """The profile goes with the person."""
    return PersonalData(
        model="wagtail_social_people.Profile",
        field="user",
        on_erase="delete",
        export=("handle", "job_title", "department", "level", "bio", "languages", "expertise"),
    )


def _tagged(user: Any) -> Any:
    if not is_employee(user):
        return Expertise.objects.none()
    return Expertise.objects.filter(content_object__user__is_active=True)


def _experts(tag: Any, user: Any, request: Any) -> dict[str, Any]:
    profiles = Profile.objects.visible_to(user).for_cards().filter(expertise_items__tag=tag)
    adapter = get_adapter()
    cards = [adapter.card(profile) for profile in profiles.order_by("handle")[: _SHOWN + 1]]
    return {"people": cards[:_SHOWN], "more_people": len(cards) > _SHOWN}


@topic_sources.register
def experts() -> TopicSource:
    """Colleagues who can be asked about a topic."""
    return TopicSource(
        name="people",
        label=_("People to ask"),
        tagged=_tagged,
        context=_experts,
        template="wagtail_social/people/topic_panel.html",
        order=300,
    )


def _people(request: Any) -> dict[str, Any]:
    places = [
        (gettext("Find a colleague"), reverse("wagtail_social:people"), "people"),
        (gettext("My profile"), reverse("wagtail_social:person", args=[request.user.pk]), "person"),
    ]
    return {
        "title": gettext("People"),
        "links": [
            {"label": label, "url": url, "icon": icon, "current": request.path == url}
            for label, url, icon in places
        ],
    }


@side_sections.register
def colleagues_at_the_side() -> SideSection:
    """The way to colleagues and to oneself, on the left of every page."""
    return SideSection(name="people", build=_people, order=300)


@log_actions
def actions() -> dict[str, Any]:
    """What the audit log says of profiles."""
    return {"wagtail_social.profile.edited": _("Edit a profile")}


@logged_rows.register
def what_was_done() -> list[LoggedRows]:
    """Profiles are everybody's to see; so are departments, those that were deleted too."""
    return [
        LoggedRows(lambda: Profile, Profile.objects.visible_to),
        LoggedRows(lambda: Department, None),
    ]


departments_admin = DepartmentAdmin()
departments_admin.register_with_wagtail()


profiles_admin = ProfileViewSet()


@admin_places.register
def admin_menu() -> list[AdminPlace]:
    """Profiles and departments in the Wagtail admin."""
    return [
        AdminPlace(menu_item=profiles_admin.get_menu_item, viewset=profiles_admin, order=600),
        AdminPlace(menu_item=departments_admin.get_menu_item, order=700),
    ]


@log_actions
def actions_of_stewards() -> dict[str, Any]:
    """What the audit log says of who puts profiles right."""
    return {"wagtail_social.profile.placed": _("Set job, department or level")}
