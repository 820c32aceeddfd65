"""Choosing a meeting in the Wagtail admin: among those that the editor may read, no others.

A form shows by name only what its reader may read. Where it is not known who reads (a block of a
text), a meeting that not every colleague reads is shown by its number; its link leads to it.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.utils import quote
from django.utils import formats
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import chooser as views
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets import BaseChooser
from wagtail.blocks import ChooserBlock

from wagtail_social.groups.models import Visibility

from .models import Meeting


def name_of(meeting: Meeting) -> str:
    """Return title and day, for who may read the meeting."""
    day = formats.date_format(meeting.begins, "SHORT_DATE_FORMAT")
    return f"{meeting.title} ({day})"


def is_for_all(meeting: Meeting) -> bool:
    """Whether every colleague may read it."""
    if meeting.is_draft:
        return False
    if meeting.group is not None:
        return meeting.group.visibility == Visibility.EVERYONE
    return meeting.open_to_all


def name_seen_by(user: Any, meeting: Meeting) -> str:
    """Return what a form calls a meeting; ``user`` is ``None`` where it is not known who reads."""
    if user is None:
        return (
            name_of(meeting) if is_for_all(meeting) else _("Meeting %(key)s") % {"key": meeting.pk}
        )
    if Meeting.objects.visible_to(user).filter(pk=meeting.pk).exists():
        return name_of(meeting)
    return _("A meeting that you may not read")


class MeetingFilterForm(BaseFilterForm):
    """Search by title."""

    q = forms.CharField(
        label=gettext_lazy("Search term"),
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("Search")}),
        required=False,
    )

    def filter(self, objects: Any) -> Any:
        """Return the meetings whose title holds what was typed."""
        typed = self.cleaned_data.get("q", "").strip()
        if not typed:
            return objects
        self.is_searching, self.search_query = True, typed
        return objects.filter(title__icontains=typed)


class _Visible:
    """A view of the chooser that finds only what the viewer may read."""

    request: Any
    filter_form_class = MeetingFilterForm

    def get_object_list(self) -> Any:
        """Return the meetings, newest first."""
        rows = Meeting.objects.visible_to(self.request.user).select_related("group")
        return rows.order_by("-starts_at", "-pk")

    def get_object(self, pk: Any) -> Meeting:
        """Return one of them. Raises ``DoesNotExist`` for any other key."""
        found = self.get_objects([pk]).first()
        if found is None:
            raise Meeting.DoesNotExist
        return found

    def get_objects(self, pks: Any) -> Any:
        """Return those of them that were chosen."""
        return self.get_object_list().filter(pk__in=filter(is_key, map(str, pks)))

    def get_display_title(self, instance: Meeting) -> str:
        """Return title and day."""
        return name_of(instance)

    @property
    def columns(self) -> list[Column]:
        """Return what tells meetings apart."""
        title = TitleColumn(
            "title",
            label=_("Title"),
            accessor="title",
            get_url=lambda row: self.append_preserved_url_parameters(  # type: ignore[attr-defined]
                views.reverse(self.chosen_url_name, args=(quote(row.pk),))  # type: ignore[attr-defined]
            ),
            link_attrs={"data-chooser-modal-choice": True},
        )
        if self.is_multiple_choice:  # type: ignore[attr-defined]
            title = TitleColumn(
                "title", label=_("Title"), accessor="title", label_prefix="chooser-modal-select"
            )
        return [
            title,
            Column(
                "starts_at",
                label=_("Day"),
                accessor=lambda row: formats.date_format(row.begins, "SHORT_DATE_FORMAT"),
            ),
            Column(
                "group",
                label=_("Group"),
                accessor=lambda row: row.group.title if row.group else "–",
            ),
            Column("state", label=_("State"), accessor="get_state_display"),
        ]


class _ChooseView(_Visible, views.ChooseView):
    pass


class _ResultsView(_Visible, views.ChooseResultsView):
    pass


class _ChosenView(_Visible, views.ChosenView):
    pass


class _ChosenMultipleView(_Visible, views.ChosenMultipleView):
    pass


class KnownKeys:
    """A button of a chooser that shows nothing for what is no key."""

    def get_instance(self, value: Any) -> Any:
        """Return what is chosen, ``None`` for nothing and for anything else that was sent."""
        if isinstance(value, str) and not is_key(value):
            return None
        return super().get_instance(value)  # type: ignore[misc]


def is_key(text: str) -> bool:
    """Whether a text is the key of a row."""
    return text.isascii() and text.isdecimal() and len(text) < 19


class MeetingWidget(KnownKeys, BaseChooser):
    """The button that opens the chooser, and what is chosen. ``viewer`` is whose form it is."""

    model = Meeting
    choose_one_text = gettext_lazy("Choose a meeting")
    choose_another_text = gettext_lazy("Choose another meeting")
    link_to_chosen_text = gettext_lazy("Look at it on the site")
    chooser_modal_url_name = "wagtail_social_meeting_chooser:choose"
    icon = "calendar-alt"
    viewer: Any = None

    def get_value_data_from_instance(self, instance: Meeting) -> dict[str, Any]:
        """Return key, name and address of a meeting."""
        return {
            "id": instance.pk,
            "edit_url": instance.get_absolute_url(),
            self.display_title_key: name_seen_by(self.viewer, instance),
        }


class ChosenMeeting(forms.Widget):
    """What has been chosen for good, as text."""

    viewer: Any = None

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Return the name of the meeting, for who may read it."""
        meeting = Meeting.objects.filter(pk=value).first()
        text = "–" if meeting is None else name_seen_by(self.viewer, meeting)
        return format_html("<p>{}</p>", text)


class MeetingChooserViewSet(ChooserViewSet):
    """The chooser."""

    model = Meeting
    icon = "calendar-alt"
    choose_one_text = gettext_lazy("Choose a meeting")
    choose_another_text = gettext_lazy("Choose another meeting")
    choose_view_class = _ChooseView
    choose_results_view_class = _ResultsView
    chosen_view_class = _ChosenView
    chosen_multiple_view_class = _ChosenMultipleView
    url_prefix = "community/choose-meeting"
    url_namespace = "wagtail_social_meeting_chooser"

    @cached_property
    def widget_class(self) -> type[BaseChooser]:
        """Return our widget, in place of one that names any meeting to anybody."""
        return MeetingWidget


class MeetingChooserBlock(ChooserBlock):
    """One meeting, drawn with its agenda for who may read it; nothing for who may not."""

    target_model = Meeting

    class Meta:
        icon = "calendar-alt"
        label = gettext_lazy("Meeting")
        template = "wagtail_social/meetings/blocks/meeting.html"

    @cached_property
    def widget(self) -> MeetingWidget:
        """Return the button that opens the chooser."""
        return MeetingWidget()

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Return the meeting as this viewer sees it."""
        from .embedding import chosen

        context = super().get_context(value, parent_context=parent_context)
        request = context.get("request")
        return context | {"cards": chosen(request, value) if request is not None else []}

    def render_basic(self, value: Any, context: Any = None) -> str:
        """Return the number where versions of a page are compared: it is not asked who looks."""
        return "" if value is None else name_seen_by(None, value)

    def extract_references(self, value: Any) -> Any:
        """Return none: the reports of Wagtail ask nobody what they may read."""
        return []
