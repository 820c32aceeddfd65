"""What people are told of minutes: a draft to read, approved minutes, a correction, remarks.

The news that there are minutes carries them: as text in the mail where site and person allow it.
Who is invited is told by name; the others in the group find it among the news of the group. What
has been corrected meanwhile is not told any more: the correction is.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wagtail_social import events
from wagtail_social.access import employees
from wagtail_social.conversations.notifying.concerned import group_members
from wagtail_social.happenings import Facts, Happening, Reason, Words

from .minutes.freezing import newest_version
from .minutes.text import letter_of
from .models import Meeting, MeetingState, MinutesVersion, Remark, RemarkState
from .notifying import CATEGORY, facts_of, guests
from .when import day_and_hour

#: The category of what goes on in a group (see ``conversations/notifying/categories.py``).
GROUP_NEWS = "group_activity"


def minutes_url(meeting_id: int, anchor: str = "") -> str:
    """Return the address of the minutes of a meeting."""
    return reverse("wagtail_social:meeting_minutes", args=[meeting_id]) + anchor


def _drafted_facts(
    meeting: Meeting, before: str, quiet: bool, actor: Any = None, **data: Any
) -> Facts | None:
    is_drafted = before == MeetingState.IN_SESSION and meeting.state == MeetingState.DRAFTED
    return facts_of(meeting, actor) if is_drafted and not quiet else None


def _approved_facts(
    meeting: Meeting, before: str, quiet: bool, actor: Any = None, **data: Any
) -> Facts | None:
    is_approved = before == MeetingState.DRAFTED and meeting.state == MeetingState.APPROVED
    version = newest_version(meeting) if is_approved and not quiet else None
    return None if version is None else _about(version, actor)


def _corrected_facts(
    version: MinutesVersion, quiet: bool, actor: Any = None, **data: Any
) -> Facts | None:
    return None if quiet else _about(version, actor)


def _about(version: MinutesVersion, actor: Any) -> Facts:
    return dataclasses.replace(facts_of(version.meeting, actor), object_id=version.pk)


def _made_facts(remark: Remark, actor: Any = None, **data: Any) -> Facts | None:
    return dataclasses.replace(facts_of(remark.meeting, actor), object_id=remark.pk)


def _answered_facts(remark: Remark, actor: Any = None, **data: Any) -> Facts | None:
    if remark.author_id is None:
        return None
    facts = facts_of(remark.meeting, actor, named=(remark.author_id,))
    return dataclasses.replace(facts, object_id=remark.pk)


def _organisers(facts: Facts) -> QuerySet[Any]:
    meeting = Meeting.objects.select_related("group").filter(pk=facts.subject_id).first()
    return employees().none() if meeting is None else meeting.organisers()


def _author(facts: Facts) -> QuerySet[Any]:
    return get_user_model()._default_manager.filter(pk__in=facts.named)


def told_of_minutes(meeting: Meeting, actor: Any) -> QuerySet[Any]:
    """Return who is told when minutes are published: who is invited, and who is in the group."""
    condition = Q(pk__in=meeting.guests().values("pk"))
    if meeting.group_id is not None:
        members = group_members(facts_of(meeting, actor))
        condition |= Q(pk__in=members.values("pk"))
    return meeting.readers().filter(condition).exclude(pk=actor.pk)


def _says_drafted(names: str, count: int) -> str:
    return ngettext(
        "%(names)s wrote a draft of the minutes. Please read it",
        "%(names)s wrote a draft of the minutes. Please read it",
        count,
    ) % {"names": names}


def _says_approved(names: str, count: int) -> str:
    return ngettext("%(names)s approved the minutes", "%(names)s approved the minutes", count) % {
        "names": names
    }


def _says_corrected(names: str, count: int) -> str:
    return ngettext("%(names)s corrected the minutes", "%(names)s corrected the minutes", count) % {
        "names": names
    }


def _says_remarked(names: str, count: int) -> str:
    return ngettext(
        "%(names)s said something of the draft of the minutes",
        "%(names)s said something of the draft of the minutes",
        count,
    ) % {"names": names}


def _says_answered(names: str, count: int) -> str:
    return ngettext(
        "%(names)s answered what you said of the minutes",
        "%(names)s answered what you said of the minutes",
        count,
    ) % {"names": names}


def _words_of_drafts(user: Any, ids: Collection[int]) -> dict[int, Words]:
    """Return until when remarks are taken, of the drafts that this user may read."""
    meetings = Meeting.objects.minutes_visible_to(user).filter(state=MeetingState.DRAFTED)
    return {
        meeting.pk: Words(html=_until(meeting), url=minutes_url(meeting.pk))
        for meeting in meetings.filter(pk__in=ids)
    }


def _until(meeting: Meeting) -> str:
    if meeting.remarks_until is None:
        return ""
    moment = meeting.remarks_until.astimezone(timezone.get_current_timezone())
    said = _("Remarks are taken until %(moment)s.") % {"moment": day_and_hour(moment)}
    return format_html("<p>{}</p>", said)


def _drafts_still_there(ids: Collection[int]) -> set[int]:
    meetings = Meeting.objects.filter(pk__in=ids, state=MeetingState.DRAFTED)
    return set(meetings.values_list("pk", flat=True))


def _words_of_versions(user: Any, ids: Collection[int]) -> dict[int, Words]:
    """Return the minutes that this user may read, of those versions that are the newest."""
    seen = MinutesVersion.objects.visible_to(user).filter(pk__in=_versions_still_there(ids))
    return {
        version.pk: Words(
            html=letter_of(version.content, reason=version.reason),
            url=minutes_url(version.meeting_id),
        )
        for version in seen
    }


def _versions_still_there(ids: Collection[int]) -> set[int]:
    """Return those of these versions that no later one has corrected."""
    rows = MinutesVersion.objects.filter(pk__in=ids).annotate(
        last=Max("meeting__minutes_versions__number")
    )
    return {version.pk for version in rows if version.number == version.last}


def _words_of_remarks(user: Any, ids: Collection[int]) -> dict[int, Words]:
    """Return the open remarks, where this user runs the meeting."""
    run = Meeting.objects.run_by(user).values("pk")
    rows = Remark.objects.visible_to(user).still_open().filter(pk__in=ids, meeting__in=run)
    return {
        row.pk: Words(
            html=format_html("<p>{}</p>", row.text),
            url=minutes_url(row.meeting_id, f"#remark-{row.pk}"),
        )
        for row in rows
    }


def _remarks_still_open(ids: Collection[int]) -> set[int]:
    return set(Remark.objects.still_open().filter(pk__in=ids).values_list("pk", flat=True))


def _words_of_answers(user: Any, ids: Collection[int]) -> dict[int, Words]:
    """Return what this user was answered."""
    rows = Remark.objects.visible_to(user).filter(pk__in=ids, author=user)
    return {
        row.pk: Words(
            html=format_html("<p>{}</p><p>{}</p>", RemarkState(row.state).label, row.answer),
            url=minutes_url(row.meeting_id, f"#remark-{row.pk}"),
        )
        for row in rows.exclude(state=RemarkState.OPEN)
    }


def happenings() -> list[Happening]:
    """What people are told of minutes."""
    return [
        Happening(
            name="minutes_drafted",
            label=gettext_lazy("Draft of minutes"),
            event=events.meeting_state_changed,
            facts=_drafted_facts,
            reasons=(Reason(CATEGORY, guests, _says_drafted),),
            words=_words_of_drafts,
            still_there=_drafts_still_there,
            url=minutes_url,
        ),
        Happening(
            name="minutes_approved",
            label=gettext_lazy("Approved minutes"),
            event=events.meeting_state_changed,
            facts=_approved_facts,
            reasons=(
                Reason(CATEGORY, guests, _says_approved),
                Reason(GROUP_NEWS, group_members, _says_approved),
            ),
            words=_words_of_versions,
            still_there=_versions_still_there,
        ),
        Happening(
            name="minutes_corrected",
            label=gettext_lazy("Corrected minutes"),
            event=events.minutes_corrected,
            facts=_corrected_facts,
            reasons=(
                Reason(CATEGORY, guests, _says_corrected),
                Reason(GROUP_NEWS, group_members, _says_corrected),
            ),
            words=_words_of_versions,
            still_there=_versions_still_there,
        ),
        Happening(
            name="remark_made",
            label=gettext_lazy("Remark on a draft of minutes"),
            event=events.remark_made,
            facts=_made_facts,
            reasons=(Reason(CATEGORY, _organisers, _says_remarked),),
            words=_words_of_remarks,
            still_there=_remarks_still_open,
        ),
        Happening(
            name="remark_answered",
            label=gettext_lazy("Answer to a remark on a draft of minutes"),
            event=events.remark_answered,
            facts=_answered_facts,
            reasons=(Reason(CATEGORY, _author, _says_answered),),
            words=_words_of_answers,
        ),
    ]
