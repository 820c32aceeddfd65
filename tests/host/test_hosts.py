"""Other hosts: few rooms, users known by mail, a page model of one's own, and leaving again."""

from __future__ import annotations

import fcntl
import importlib.util
import shutil
from pathlib import Path

import pytest

from .host import Host, succeeded

pytestmark = pytest.mark.slow

_MINIMUM = """
INSTALLED_APPS = [
    *wagtail_social.apps_list(
        without=[
            "moderation",
            "interchange",
            "groups.pages",
            "conversations.pages",
            "meetings.pages",
        ]
    ),
    *HOST_APPS,
]
"""

#: Somebody opens a group, posts, comments; somebody else reads, and what is closed stays closed.
_A_DAY = """
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from wagtail_social.conversations.actions import PostComment, PublishPost
from wagtail_social.conversations.targets import place_for
from wagtail_social.groups.actions import CreateGroup

users = get_user_model()
people = []
for name in ("anna", "boris"):
    fields = {users.USERNAME_FIELD: f"{name}@example.org"}
    people.append(users.objects.create(is_active=True, **fields))
anna, boris = people
texts = {"title": "Pumps", "purpose": "All about pumps"}
for preset in ("open", "secret"):
    group = CreateGroup(actor=anna, texts=texts, preset=preset).execute()
    source = "@boris see #valves"
    post = PublishPost(actor=anna, group=group, title="Valves", source=source).execute()
    place = place_for(anna, "post", post.pk)
    PostComment(actor=anna, place=place, source="More on valves.").execute()
    client = Client()
    client.force_login(boris)
    code = client.get(post.get_absolute_url()).status_code
    assert code == (200 if preset == "open" else 404), (preset, code)
    for name in ("home", "groups", "topics", "people", "me", "write"):
        answer = client.get(reverse(f"wagtail_social:{name}"), follow=True)
        assert answer.status_code == 200, name
    client.force_login(anna)
    assert client.get(post.get_absolute_url()).status_code == 200
    assert client.get(group.get_absolute_url()).status_code == 200
print(anna.social_profile.handle, boris.social_profile.handle)
"""


_BEGIN = """
from django.core.management import call_command

call_command("check", fail_level="WARNING")
call_command("migrate", verbosity=0)
"""

_LEAVE = """
from django.apps import apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

known = {label for label, _name in MigrationLoader(None).graph.nodes}
ours = [c.label for c in apps.get_app_configs() if c.name.startswith("wagtail_social")]
for label in reversed(ours):
    if label in known:
        call_command("migrate", label, "zero", verbosity=0)
"""


def _ready(host: Host, like: Host | None = None) -> Host:
    """Check and migrate a host; ``like`` is one that is migrated already and has fewer apps."""
    if like:
        shutil.copyfile(like.folder / "db.sqlite3", host.folder / "db.sqlite3")
    succeeded(host.write().script(_BEGIN))
    return host


@pytest.fixture(scope="session")
def usual(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Host:
    """A host with nothing of its own, migrated once for all processes of a run."""
    folder = tmp_path_factory.getbasetemp()
    if hasattr(request.config, "workerinput"):
        folder = folder.parent
    host = Host(folder / "usual-host")
    with (folder / "usual-host.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (host.folder / "ready").exists():
            host.folder.mkdir(exist_ok=True)
            _ready(host)
            (host.folder / "ready").touch()
    return host


_ON_A_PAGE = """
from django.contrib.auth import get_user_model
from django.test import Client
from wagtail.models import Locale, Site
from wagtail.test.basepage.models import BasePage
from wagtail_social.access import page_model
from wagtail_social.conversations.actions import PostComment
from wagtail_social.conversations.targets import place_for

assert page_model() is BasePage
locale, _made = Locale.objects.get_or_create(language_code="en")
root = BasePage.get_first_root_node() or BasePage.add_root(title="Root", slug="root", locale=locale)
page = root.add_child(instance=BasePage(title="Harbour", slug="harbour-news"))
anna = get_user_model().objects.get(email="anna@example.org")
place = place_for(anna, "page", page.pk)
comment = PostComment(actor=anna, place=place, source="About this page.").execute()
client = Client()
client.force_login(anna)
answer = client.get(f"/community/discussions/page/{page.pk}/")
assert answer.status_code == 200 and b"About this page." in answer.content
assert Client().get(f"/community/discussions/page/{page.pk}/").status_code == 302
"""


_USERS_BY_MAIL = """
INSTALLED_APPS += ["wagtail.test.emailuser"]
AUTH_USER_MODEL = "emailuser.EmailUser"
SILENCED_SYSTEM_CHECKS = ["wagtail_social.W001"]  # Its keys are UUIDs.
"""

_PAGES_OF_ITS_OWN = """
INSTALLED_APPS += ["wagtail.test.basepage"]
WAGTAIL_PAGE_MODEL = "basepage.BasePage"
"""


_DJANGO_ADMIN = """
INSTALLED_APPS += ["django.contrib.admin"]
ROOT_URLCONF = "admin_urls"
"""

_ADMIN_URLS = """
from django.contrib import admin
from django.urls import path
from host_urls import urlpatterns as host_patterns

urlpatterns = [path("django-admin/", admin.site.urls), *host_patterns]
"""

_LOOK_AT_LISTS = """
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django_comments import get_model
from taggit.models import Tag
from wagtail_social.conversations.models import Comment
from wagtail_social.groups.models import Group

model = get_model()
site_type = ContentType.objects.get(app_label="sites", model="site")
own = model.objects.create(
    content_type=site_type, object_pk="1", site_id=1, comment="Ours since long.", user_name="Old"
)
root = get_user_model().objects.create_superuser("root", "root@example.org", "x")
client = Client()
client.force_login(root)
assert admin.site.is_registered(model)
start = f"/django-admin/{model._meta.app_label}/{model._meta.model_name}/"
listed = client.get(start, {"q": "o"}).content.decode()
assert f"{start}{own.pk}/" in listed
assert client.get(f"{start}{own.pk}/change/").status_code == 200
for comment in Comment.objects.all():
    assert f"{start}{comment.pk}/" not in listed
    assert client.get(f"{start}{comment.pk}/change/").status_code == 302
    assert b"More on valves" not in client.get(f"{start}{comment.pk}/change/", follow=True).content
assert Comment.objects.count() == 2

Group.objects.get(visibility="members").tags.add("hushed matter")
tags = client.get("/django-admin/taggit/tag/").content.decode()
assert "valves" in tags and "hushed" not in tags
hushed = Tag.objects.get(name="hushed matter")
assert client.get(f"/django-admin/taggit/tag/{hushed.pk}/change/").status_code == 302
"""


@pytest.mark.parametrize("app", ["django_comments", "django_comments_xtd"])
def test_lists_in_the_admin_of_django_tell_nothing_of_a_secret_group(
    tmp_path: Path, usual: Host, app: str
) -> None:
    """The bases' tables hold comments and tags of ours; their lists ask for no group."""
    (tmp_path / "admin_urls.py").write_text(_ADMIN_URLS)
    host = _ready(Host(tmp_path, f"{_DJANGO_ADMIN}COMMENTS_APP = {app!r}\n"), usual)
    succeeded(host.script(_A_DAY))
    succeeded(host.script(_LOOK_AT_LISTS))


def test_few_rooms_users_known_by_mail_and_pages_of_its_own(tmp_path: Path) -> None:
    """No moderation, no import, no page types, no user names, and the host's own base page.

    Wagtail 8 lets a host replace the page model; with an older one the rest is tried.
    """
    swaps = importlib.util.find_spec("wagtail.test.basepage") is not None
    more = _MINIMUM + _USERS_BY_MAIL + (_PAGES_OF_ITS_OWN if swaps else "")
    host = _ready(Host(tmp_path, more))
    assert succeeded(host.script(_A_DAY)).split() == ["anna", "boris"]
    if swaps:
        succeeded(host.script(_ON_A_PAGE))


def test_host_leaves_again_and_serves(tmp_path: Path, usual: Host) -> None:
    """Used for a day, migrated back to nothing, taken out: the host checks, migrates, serves."""
    host = _ready(Host(tmp_path), usual)
    succeeded(host.script(_A_DAY))
    succeeded(host.script(_LEAVE))
    without = Host(
        tmp_path,
        "INSTALLED_APPS = HOST_APPS\nMIDDLEWARE = HOST_MIDDLEWARE\n",
        alone=True,
    ).write()
    succeeded(without.script(_BEGIN))
    told = succeeded(
        without.script(
            """
            from django.contrib.auth import get_user_model
            from django.db import connection
            from django.test import Client
            from wagtail.models import Page

            assert get_user_model().objects.count() == 2
            assert Client().get("/").status_code == 200
            admin = get_user_model().objects.create_superuser("root", "root@example.org", "x")
            client = Client()
            client.force_login(admin)
            assert client.get("/admin/").status_code == 200
            assert client.get("/admin/reports/site-history/").status_code == 200
            print(*(t for t in connection.introspection.table_names() if "wagtail_social" in t))
            """
        )
    )
    assert told.strip() == ""
