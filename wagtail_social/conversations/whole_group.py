"""``@group`` in a text tells everybody in the group, after a question that says how many that is.

The question is the design's answer to what people complain of most elsewhere: one careless word
that reaches everybody.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail_social.access import employees
from wagtail_social.actions import Refused
from wagtail_social.conf import settings
from wagtail_social.groups.models import Group, Membership
from wagtail_social.markup import Rendered

#: The answers to the question.
TELL, TELL_NOBODY = "yes", "no"


class GroupNamed(Refused):
    """The text names the whole group: whoever wrote it says first whether all are to be told.

    ``people`` is how many that would be.
    """

    def __init__(self, people: int) -> None:
        super().__init__(
            ngettext(
                "With @group you tell %(count)s colleague. Do you want that?",
                "With @group you tell %(count)s colleagues. Do you want that?",
                people,
            )
            % {"count": people},
            code="names_group",
            field="tell_group",
        )
        self.people = people


def people_of(group: Group, *, beside: Any) -> int:
    """Return how many active people are in the group beside this one."""
    if group.holds_everyone:
        banned = Membership.objects.filter(group=group, state="banned")
        people = employees().exclude(pk__in=banned.values("user_id"))
        return people.exclude(pk=beside.pk).count()
    rows = Membership.objects.filter(group=group).active().of_active_people()
    return rows.exclude(user=beside).count()


def tells_group(rendered: Rendered, group: Group | None, *, by: Any, answer: str) -> bool:
    """Whether a text tells everybody in the group.

    Raises :class:`GroupNamed` where that has not been answered, and ``Refused`` where they are
    more than ``WAGTAIL_SOCIAL_GROUP_MENTION_MOST``.
    """
    if group is None or by is None or not rendered.names_group or answer == TELL_NOBODY:
        return False
    people = people_of(group, beside=by)
    most = settings.GROUP_MENTION_MOST
    if people > most:
        raise Refused(
            _(
                "@group would tell %(count)s colleagues, and %(most)s can be told at once. "
                "Please take it out of your text."
            )
            % {"count": people, "most": most},
            code="too_many",
            field="source",
        )
    if answer != TELL:
        raise GroupNamed(people)
    return True
