"""Planning and preparing meetings in the Wagtail admin."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import Button, HeaderButton

from wagtail_social.access import can_view_page
from wagtail_social.actions import NotVisible, Refused
from wagtail_social.administration.views import ClosedMixin
from wagtail_social.groups.models import Group
from wagtail_social.zones import name_of, zone_of

from ..actions.fields import FIELDS
from ..actions.meanwhile import fingerprint
from ..actions.planning import PlanMeeting
from ..event_facts import facts_of
from ..guests import not_yet_invited
from ..models import Meeting
from ..seat import Seat, may_plan, seat_of
from .forms import FactsForm, NewFactsForm, label_of
from .panels import DocumentPanel, ItemPanel, PersonPanel
from .saving import NotSaved, Preparation

#: Names that are offered while one types (people).
_OFFERED = 200


class _FormView(ClosedMixin, PermissionCheckedMixin, WagtailAdminTemplateMixin, View):
    """A form of a meeting."""

    model: Any = Meeting
    header_icon = "calendar-alt"
    index_url_name: str = ""
    inspect_url_name: str = ""
    edit_url_name: str = ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way here."""
        label = capfirst(str(Meeting._meta.verbose_name_plural))
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": label},
            {"url": "", "label": self.get_page_title()},
        ]

    def show(self, **context: Any) -> HttpResponse:
        """Show the page."""
        context |= {"media": context["form"].media}
        return self.render_to_response(self.get_context_data(**context))


class PlanView(_FormView):
    """Plan a meeting: a draft of which nobody knows. Its agenda and people come next."""

    permission_required = "add"
    template_name = "wagtail_social/meetings/admin/plan.html"
    page_title = gettext_lazy("Plan a meeting")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Only who can plan one anywhere."""
        if not (self._alone or self._groups.exists()):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def _alone(self) -> bool:
        return may_plan(self.request.user, None)

    @cached_property
    def _groups(self) -> Any:
        return Group.objects.managed_by(self.request.user).alive()

    def _form(self, *data: Any) -> NewFactsForm:
        zone = name_of(zone_of(self.request.user))
        initial = {"starts_at": "10:00", "ends_at": "11:00", "time_zone": zone}
        form = NewFactsForm(*data, initial=initial, request=self.request, of_group=False)
        form.offer(self._groups, alone=self._alone)
        return form

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form."""
        return self.show(form=self._form())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Make the draft."""
        form = self._form(request.POST)
        if form.is_valid():
            group = form.cleaned_data["group"]
            try:
                plan = PlanMeeting(actor=request.user, group=group, values=form.values())
                meeting = plan.execute()
            except Refused as refusal:
                field = refusal.field if refusal.field in form.fields else None
                form.add_error(field, str(refusal.message))
            else:
                messages.success(
                    request, _("The meeting is planned. Nobody is told until you open it.")
                )
                return redirect(self.edit_url_name, quote(meeting.pk))
        messages.error(request, _("The meeting could not be planned. Please see below."))
        return self.show(form=form)


class PrepareView(_FormView):
    """Prepare a meeting: what it is for, when, agenda, documents, people."""

    permission_required = "change"
    template_name = "wagtail_social/meetings/admin/prepare.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the meeting, if the viewer may read it."""
        super().setup(request, *args, **kwargs)
        self.meeting: Meeting = self.row_or_404()

    def get_page_title(self) -> str:
        """Return what it is called."""
        return self.meeting.title

    @cached_property
    def seat(self) -> Seat:
        """The viewer's seat at it."""
        return seat_of(self.request.user, self.meeting)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Lead who reads the meeting and does not prepare it to where it can be read."""
        if not self.seat.can_prepare:
            messages.error(request, _("Only who runs this meeting can change it, before its end."))
            return redirect(self.inspect_url_name, quote(self.meeting.pk))
        return super().dispatch(request, *args, **kwargs)

    @property
    def header_buttons(self) -> list[Any]:
        """Return the ways to the site, where it goes on step by step."""
        url = self.meeting.get_absolute_url()
        buttons = [HeaderButton(_("Open on the site"), url=url, icon_name="link-external")]
        if self.seat.can_open:
            step = reverse("wagtail_social:meeting_open", args=[self.meeting.pk])
            label = _("Open the meeting")
            buttons.append(HeaderButton(label, url=step, icon_name="calendar-check"))
        return buttons

    @property
    def header_more_buttons(self) -> list[Any]:
        """Return the way to what is known of it."""
        url = reverse(self.inspect_url_name, args=[quote(self.meeting.pk)])
        return [Button(_("Look at it"), url=url, icon_name="view", priority=10)]

    def _initial(self) -> dict[str, Any]:
        meeting = self.meeting
        begins, ends = meeting.begins, meeting.ends
        page = meeting.event_page
        names = ("title", "purpose", "introduction", "time_zone", "place", "join_url")
        return {name: getattr(meeting, name) for name in names} | {
            "day": begins.date(),
            "starts_at": begins.time().replace(second=0, microsecond=0),
            "ends_at": ends.time().replace(second=0, microsecond=0),
            "last_day": ends.date() if ends.date() != begins.date() else None,
            "event_page": page.pk if page and can_view_page(self.request.user, page) else None,
            "open_to_all": meeting.open_to_all,
            "seen": fingerprint(meeting, FIELDS),
        }

    def _form(self, *data: Any, **initial: Any) -> FactsForm:
        return FactsForm(
            *data,
            initial=self._initial() | initial,
            request=self.request,
            of_group=self.meeting.group_id is not None,
            meeting=self.meeting,
            told=0 if self.meeting.is_draft else 1,
        )

    def _panels(self, *data: Any) -> tuple[ItemPanel, DocumentPanel, PersonPanel]:
        meeting = self.meeting
        return (
            ItemPanel(meeting, *data),
            DocumentPanel(meeting, *data),
            PersonPanel(meeting, *data),
        )

    def page(self, form: FactsForm, panels: Any) -> HttpResponse:
        """Show the form."""
        items, documents, people = panels
        guests = [label_of(place.user) for place in people.things.values()]
        others = not_yet_invited(self.meeting).select_related("social_profile")[:_OFFERED]
        return self.show(
            form=form,
            meeting=self.meeting,
            panels=[
                {"rows": items, "title": _("Agenda"), "add": _("Add an item"), "moves": True},
                {"rows": documents, "title": _("Documents"), "add": _("Add a document")},
                {"rows": people, "title": _("People"), "add": _("Invite somebody")},
            ],
            guests=guests,
            others=[label_of(user) for user in others],
        )

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show the meeting as it is."""
        return self.page(self._form(), self._panels())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Save, or give one more row, or take date and place from the page of the event."""
        data = request.POST.copy()
        panels = self._panels(data, request.FILES)
        if adds := data.get("add"):
            for panel in panels:
                if panel.prefix == adds:
                    panel.add_row()
            self._say_files_are_gone()
            return self.page(self._form(data), panels)
        if "take" in data:
            self._say_files_are_gone()
            return self._take(data, panels)
        form = self._form(data)
        # All are asked, so that all that is wrong is said at once.
        valid = all([form.is_valid(), *(panel.formset.is_valid() for panel in panels)])
        if valid and self._save(form, panels):
            messages.success(request, _("Saved."))
            return redirect(self.edit_url_name, quote(self.meeting.pk))
        messages.error(request, _("The meeting could not be saved. Please see below."))
        self._say_files_are_gone()
        return self.page(form, panels)

    def _say_files_are_gone(self) -> None:
        """Say that files are to be chosen again, wherever the form is shown once more."""
        if self.request.FILES:
            text = _("Please choose the files again: a browser forgets them.")
            messages.warning(self.request, text)

    def _save(self, form: FactsForm, panels: Any) -> bool:
        items, documents, people = panels
        preparation = Preparation(
            actor=self.request.user,
            meeting=self.meeting,
            facts=form,
            items=items,
            documents=documents,
            people=people,
            quiet=form.cleaned_data.get("quiet", False),
        )
        try:
            preparation.save()
        except NotSaved:
            return False
        except NotVisible as error:
            raise PermissionDenied from error
        return True

    def _take(self, data: Any, panels: Any) -> HttpResponse:
        """Put into the form what the chosen page says; nothing is saved."""
        form = self._form(data)
        form.is_valid()
        page = form.cleaned_data.get("event_page")
        values = facts_of(page).form_values(data.get("time_zone", "")) if page else {}
        for name, value in values.items():
            data[name] = form.fields[name].prepare_value(value) if value is not None else ""
            widget = form.fields[name].widget
            data[name] = widget.format_value(data[name]) or ""
        if values:
            messages.info(self.request, _("This is what the page says. Look at it, then save."))
        else:
            messages.warning(
                self.request, _("There is no page that says when or where the event is.")
            )
        return self.page(self._form(data), panels)
