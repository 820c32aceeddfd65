"""What stands behind the "more" button of a post, a discussion and a comment."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from wagtail_social.extension_points import content_actions

from .models import Comment, DiscussionState
from .targets import Place

Item = dict[str, Any]


def _item(label: str, icon: str, url: str, **more: Any) -> Item:
    return {"label": label, "icon": icon, "url": url, **more}


def _url(name: str, *args: Any) -> str:
    return reverse(f"wagtail_social:{name}", args=args)


def discussion_menu(place: Place, level: str, request: HttpRequest) -> list[Item]:
    """Return the entries for a post, or for the discussion of anything else.

    ``level`` is how the viewer follows it: "following", "muted" or nothing.
    """
    target = (place.kind.name, place.target.pk)
    items = [_item(_("Copy the link"), "link", place.url or place.standalone_url(), copies=True)]
    follow = _url("follow_discussion", *target)
    if level == "muted":
        items.append(_item(_("Hear of it again"), "bell", f"{follow}?level=following", post=True))
    else:
        items.append(_item(_("Mute this conversation"), "mute", f"{follow}?level=muted", post=True))
    if place.can_comment:
        items.append(_item(_("Ask colleagues"), "invite", _url("call", *target)))
    if place.post is not None:
        if place.discussion and place.discussion.comment_count:
            items.append(_item(_("Print view"), "document", f"{place.url}?print=1"))
        items += _post_items(place)
    items += _state_items(place)
    if place.post is not None:
        items += _removal_items(place)
    return items + _added(place, None, request)


def _post_items(place: Place) -> list[Item]:
    post = place.post
    assert post is not None
    items = []
    if place.is_author and place.takes_part:
        items.append(_item(_("Edit"), "edit", _url("post_edit", post.pk)))
    if post.edited_at and (place.is_author or place.can_moderate):
        items.append(_item(_("Earlier versions"), "history", _url("post_history", post.pk)))
    if place.can_moderate and not post.is_removed:
        if post.pinned_at:
            items.append(_item(_("Unpin"), "pin", _url("post_unpin", post.pk), post=True))
        else:
            label = _("Pin to the top of the group")
            items.append(_item(label, "pin", _url("post_pin", post.pk), post=True))
    if post.accepted_comment_id and place.can_accept:
        label = _("Withdraw the accepted answer")
        items.append(_item(label, "close", _url("post_answer", post.pk), post=True))
    return items


def _state_items(place: Place) -> list[Item]:
    state = _url("discussion_state", place.kind.name, place.target.pk)
    items = []
    if place.state == DiscussionState.OPEN and place.can_close:
        url = f"{state}?state=closed"
        items.append(_item(_("Close the discussion"), "close", url, post=True))
    if place.state == DiscussionState.CLOSED and place.can_close:
        url = f"{state}?state=open"
        items.append(_item(_("Reopen the discussion"), "comment", url, post=True))
    if place.can_moderate:
        if place.state == DiscussionState.LOCKED:
            items.append(_item(_("Unlock"), "lock", f"{state}?state=open", post=True))
        else:
            items.append(_item(_("Lock"), "lock", f"{state}?state=locked", post=True))
    return items


def _removal_items(place: Place) -> list[Item]:
    post = place.post
    assert post is not None
    items = []
    if post.is_removed and place.can_restore(post):
        items.append(_item(_("Restore"), "restore", _url("post_restore", post.pk), post=True))
    if place.can_remove(post):
        items.append(_item(_("Remove"), "trash", _url("post_remove", post.pk), danger=True))
    return items


def comment_menu(place: Place, comment: Comment, request: HttpRequest) -> list[Item]:
    """Return the entries for a comment."""
    target = (place.kind.name, place.target.pk, comment.pk)
    own = comment.author_id == place.user.pk
    items = [_item(_("Copy the link"), "link", _url("comment", comment.pk), copies=True)]
    if own and place.takes_part and not comment.is_taken_away:
        items.append(_item(_("Edit"), "edit", _url("comment_edit", *target)))
    if comment.edited_at and (own or place.can_moderate):
        items.append(_item(_("Earlier versions"), "history", _url("comment_history", *target)))
    if comment.is_taken_away and place.can_restore(comment):
        url = _url("comment_restore", *target)
        items.append(_item(_("Restore"), "restore", url, post=True))
    if place.can_remove(comment):
        items.append(_item(_("Remove"), "trash", _url("comment_remove", *target), danger=True))
    return items + _added(place, comment, request)


def _added(place: Place, comment: Comment | None, request: HttpRequest) -> list[Item]:
    """Return the entries that other rooms and the host add."""
    items = []
    for action in content_actions.all():
        url = action.url(place.discussion, comment, place.user)
        if url:
            items.append(_item(str(action.label), action.icon, url))
    return items
