"""What happened: the domain events, sent after commit with ``send_robust``.

Receivers get ``sender`` (the action's class), ``actor`` (a user, or ``None`` for the system),
``recorded`` (true: the entries of the extension point ``event_records`` have been written in the
action's own transaction) and the arguments named at each event. With ``actor=None`` something is
put on record that happened long ago (an import): count it, but tell nobody. A receiver that fails
is logged and disturbs nobody. One that must not be left out when the process is killed right after
the commit is an ``EventRecord`` instead.
"""

from django.dispatch import Signal

#: A group was opened. ``group``
group_created = Signal()
#: Text, access or state of a group changed. ``group``, ``changed`` (names of what changed)
group_changed = Signal()
#: Somebody's place in a group changed. ``membership``, ``before`` (state before, or ``None``)
membership_changed = Signal()

#: A post was published. ``post``, ``mentioned`` (ids of users named for the first time who may
#: see it), ``to_group`` (whether it names everybody in the group), ``repeated`` (whether the form
#: had been sent before, so that nothing is new)
post_published = Signal()
#: A post was edited. ``post``, ``mentioned``, ``minor`` (whether its author wants nobody told)
post_edited = Signal()
#: A post was removed, or a removed one restored. ``post``
post_removed = Signal()
post_restored = Signal()

#: A comment was posted. ``comment``, ``mentioned``, ``to_group``, ``repeated``
comment_posted = Signal()
#: A comment was edited. ``comment``, ``mentioned``, ``minor``
comment_edited = Signal()
#: A comment was removed, or a removed one restored. ``comment``
comment_removed = Signal()
comment_restored = Signal()

#: A reaction was given or taken back. ``reaction`` (unsaved when taken back)
reaction_added = Signal()
reaction_removed = Signal()
#: An answer was accepted, or that was withdrawn (``comment`` is ``None``). ``post``, ``comment``
answer_accepted = Signal()
#: A discussion was opened, closed, locked. ``discussion``, ``before`` (state before)
discussion_state_changed = Signal()

#: Colleagues were asked for their view in a discussion. ``calls`` (the rows, new ones only)
colleagues_called = Signal()

#: A meeting was planned, as a draft. ``meeting``
meeting_planned = Signal()
#: A meeting went one step on. ``meeting``, ``before`` (state before), ``quiet`` (tell nobody)
meeting_state_changed = Signal()
#: Words, time or place of a meeting changed, or it was cancelled. ``meeting``, ``changed`` (names
#: of fields), ``quiet``
meeting_changed = Signal()
#: People were invited to a meeting, or their invitation was withdrawn. ``meeting``, ``users``
#: (their ids), ``quiet``
meeting_people_invited = Signal()
meeting_people_withdrawn = Signal()
#: Somebody said whether they come. ``attendance``, ``before`` (answer before)
meeting_answered = Signal()
#: An item was put on the agenda, changed, moved or dropped. ``item``, ``changed``
agenda_changed = Signal()
#: Something was proposed for the agenda. ``item``
agenda_proposed = Signal()
#: A document, or a new version of one, was put there. ``document``, ``version``, ``quiet``
meeting_document_added = Signal()

#: Approved minutes were corrected. ``version`` (the new one), ``quiet``
minutes_corrected = Signal()
#: Somebody said something of the draft of minutes, or it was answered. ``remark``
remark_made = Signal()
remark_answered = Signal()
#: Something changed about an action item after it was written. ``action_item``, ``changed`` (of
#: "status", "text" for words that were added, "due_on", "owner")
action_item_changed = Signal()
#: Owners of action items can read by now what is theirs. ``meeting``, ``action_items``
action_items_given = Signal()
#: It is the morning on which owners are reminded; nobody did it, so ``actor`` is ``None``.
#: ``coming`` (action items that are due soon), ``overdue``
action_items_due = Signal()
#: Dates were proposed for the meeting after this one. ``meeting``, ``proposals``, ``quiet``
meeting_dates_proposed = Signal()
#: Meetings of a series were made ahead. ``meetings`` (in order of time, all in the same state),
#: ``quiet``. For each of them this stands for ``meeting_planned``, and ``meeting_state_changed``
#: where they are open.
meeting_series_made = Signal()
#: A series ends. ``meetings``: those that are cancelled by that, each of which has sent a quiet
#: ``meeting_changed``; ``quiet``
meeting_series_stopped = Signal()

#: Content was reported. ``report``
report_filed = Signal()
#: A report was decided. ``report``
report_decided = Signal()
