"""What every test of the admin can ask for."""

from __future__ import annotations

import pytest

from wagtail_social.groups.models import Membership


@pytest.fixture
def steward(client_of):
    """Return the client of the community manager."""
    return client_of("steward")


@pytest.fixture
def orphan(cast):
    """Return what takes the managers out of a group of the cast and returns the group."""

    def make(kind):
        Membership.objects.filter(group=cast.groups[kind], role="manager").update(
            role="member", state="left"
        )
        return cast.groups[kind]

    return make
