"""How managers run their group on site."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail import hooks
from wagtail.models import ModelLogEntry

from tests.cast import CANARY
from wagtail_social.extension_points import Presentation, presentations
from wagtail_social.groups.models import Group
from wagtail_social.uploads import private_storage

OTHERS = ("employee", "requested", "invited", "member", "moderator", "banned", "former", "steward")


def at(cast: Any, group: str, part: str = "settings/") -> str:
    return f"/community/groups/{cast.groups[group].slug}/{part}"


def form(**changes: Any) -> dict[str, Any]:
    return {
        "title": "Quay garden",
        "purpose": "We plant the quay.",
        "topics": "gardens, water",
        "welcome": "Bring gloves.",
        "guidelines": "Be kind.",
    } | changes


def axes(**changes: str) -> dict[str, str]:
    return {"preset": "own", "posting": "members"} | changes


def picture(kind: str = "JPEG", size: tuple[int, int] = (2400, 1800)) -> SimpleUploadedFile:
    drawn = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "zqexif"
    Image.new("RGB", size, "teal").save(drawn, kind, exif=exif)
    return SimpleUploadedFile("../zqname.jpg", drawn.getvalue(), content_type="image/jpeg")


def png(name: bytes, data: bytes) -> bytes:
    """Return a picture with this chunk at its beginning, in the place of one of its name."""

    def chunk(name: bytes, data: bytes) -> bytes:
        end = zlib.crc32(name + data).to_bytes(4, "big")
        return len(data).to_bytes(4, "big") + name + data + end

    head = chunk(b"IHDR", b"\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00")
    first = chunk(name, data) if name == b"IHDR" else head + chunk(name, data)
    rest = chunk(b"IDAT", zlib.compress(b"\x00\x00")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + first + rest


def fresh(cast: Any, group: str) -> Group:
    return Group.objects.get(pk=cast.groups[group].pk)


def bytes_of(response: Any) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.parametrize("role", OTHERS)
@pytest.mark.parametrize("group", ["open", "closed", "secret"])
def test_nobody_but_managers_sees_or_changes_settings(
    client_of: Any, cast: Any, role: str, group: str
) -> None:
    before = Group.objects.values().get(pk=cast.groups[group].pk)
    for part in ("settings/", "settings/access/"):
        assert client_of(role).get(at(cast, group, part)).status_code == 404
    sent = {
        "settings/": form(),
        "settings/access/": axes(preset="open"),
        "archive/": {},
        "reopen/": {},
    }
    for part, data in sent.items():
        assert client_of(role).post(at(cast, group, part), data).status_code == 404
    assert Group.objects.values().get(pk=cast.groups[group].pk) == before


def test_manager_changes_texts_and_topics(client_of: Any, cast: Any) -> None:
    page = at(cast, "closed")
    shown = client_of("manager").get(page).content.decode()
    assert CANARY["closed"]["guidelines"] in shown and CANARY["closed"]["tag"] in shown
    response = client_of("manager").post(page, form(), follow=True)
    assert "The settings are saved." in response.content.decode()
    group = fresh(cast, "closed")
    assert (group.title, group.purpose, group.welcome, group.guidelines) == tuple(
        form()[name] for name in ("title", "purpose", "welcome", "guidelines")
    )
    assert sorted(tag.name for tag in group.tags.all()) == ["gardens", "water"]
    assert group.slug == cast.groups["closed"].slug
    assert group.cover


def test_manager_changes_nothing_else_by_the_form(client_of: Any, cast: Any) -> None:
    sent = form(pilot="on", member_count="9", slug="mine", visibility="everyone", created_by="1")
    before = fresh(cast, "closed")
    client_of("manager").post(at(cast, "closed"), sent)
    after = fresh(cast, "closed")
    for name in ("pilot", "member_count", "slug", "visibility", "created_by_id", "archived_at"):
        assert getattr(after, name) == getattr(before, name)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"title": ""}, "This field is required."),
        ({"purpose": "p" * 501}, "at most 500"),
        ({"topics": "x" * 101}, "too long for a topic"),
    ],
)
def test_manager_is_told_what_is_wrong_and_keeps_the_text(
    client_of: Any, cast: Any, changes: dict[str, str], told: str
) -> None:
    sent = form(**changes, cover=picture())
    response = client_of("manager").post(at(cast, "open"), sent)
    text = response.content.decode()
    assert response.status_code == 422
    assert told in text and "Be kind." in text and "Bring gloves." in text
    assert "Please choose the picture again." in text
    assert fresh(cast, "open").title == cast.groups["open"].title


def test_manager_sets_changes_and_takes_away_the_cover(
    client_of: Any, cast: Any, django_capture_on_commit_callbacks: Any
) -> None:
    page, old = at(cast, "closed"), fresh(cast, "closed").cover.name
    with django_capture_on_commit_callbacks(execute=True):
        client_of("manager").post(page, form(cover=picture()))
    name = fresh(cast, "closed").cover.name
    assert name != old and "zqname" not in name
    assert not private_storage().exists(old)
    sent = bytes_of(client_of("member").get(at(cast, "closed", "cover/")))
    assert b"zqexif" not in sent
    with Image.open(io.BytesIO(sent)) as shown:
        assert shown.format == "WEBP"
        assert shown.width <= 1600
    assert "ws-cover" in client_of("member").get(at(cast, "closed", "about/")).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client_of("manager").post(page, form(remove_cover="on"))
    assert not fresh(cast, "closed").cover
    assert not private_storage().exists(name)
    assert client_of("member").get(at(cast, "closed", "cover/")).status_code == 404


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "not a picture"),
        (b"", "not a picture"),
        (b"GIF89a" + b"\x00" * 50, "not a picture"),
        (b"\xff\xd8\xff\xe0" + b"x" * 3000, "not a picture"),
        pytest.param(png(b"IHDR", b"\x00\x00\x00\x01"), "not a picture", id="cut IHDR"),
        (png(b"zTXt", b"k\x00\x00" + zlib.compress(b"x" * 3_000_000)), "not a picture"),
        (png(b"iCCP", b"k\x00\x00" + zlib.compress(b"x" * 3_000_000)), "not a picture"),
        pytest.param(png(b"pHYs", b"\x00"), "not a picture", id="cut pHYs"),
    ],
)
def test_manager_uploading_something_else_is_told_so(
    client_of: Any, cast: Any, content: bytes, told: str
) -> None:
    sent = form(cover=SimpleUploadedFile("cover.png", content, content_type="image/png"))
    response = client_of("manager").post(at(cast, "open"), sent)
    assert response.status_code == 422
    assert told in response.content.decode()
    assert fresh(cast, "open").cover.name == cast.groups["open"].cover.name


def test_manager_uploading_too_large_a_picture_is_told_the_limit(
    client_of: Any, cast: Any, settings: Any
) -> None:
    settings.WAGTAIL_SOCIAL_UPLOAD_MAX_BYTES = 1000
    response = client_of("manager").post(at(cast, "open"), form(cover=picture()))
    assert "larger than" in response.content.decode()
    settings.WAGTAIL_SOCIAL_UPLOAD_MAX_BYTES = 10_000_000
    settings.WAGTAIL_SOCIAL_UPLOAD_MAX_PIXELS = 1000
    response = client_of("manager").post(at(cast, "open"), form(cover=picture()))
    assert "too many pixels" in response.content.decode()


def test_manager_uploading_too_often_keeps_the_text(
    client_of: Any, cast: Any, settings: Any
) -> None:
    settings.WAGTAIL_SOCIAL_THROTTLES = {"upload": "1/h"}
    page = at(cast, "open")
    assert client_of("manager").post(page, form(cover=picture())).status_code == 303
    response = client_of("manager").post(page, form(cover=picture(), title="Second"))
    assert response.status_code == 429
    assert "Second" in response.content.decode()
    assert client_of("manager").post(page, form(title="Second")).status_code == 303


@pytest.mark.parametrize(
    ("role", "group", "status"),
    [
        ("member", "secret", 200),
        ("employee", "open", 200),
        ("banned", "open", 200),
        ("employee", "closed", 404),
        ("requested", "closed", 404),
        ("invited", "closed", 404),
        ("invited", "secret", 404),
        ("former", "secret", 404),
        ("superuser", "secret", 404),
    ],
)
def test_only_who_reads_a_group_gets_its_cover(
    client_of: Any, cast: Any, role: str, group: str, status: int
) -> None:
    response = client_of(role).get(at(cast, group, "cover/"))
    assert response.status_code == status
    if status == 200:
        assert bytes_of(response) == f"cover of {group}".encode()
        assert response["Content-Type"] == "image/webp"
        assert response["Content-Disposition"] == "inline"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert "private" in response["Cache-Control"]
        assert "no-store" not in response["Cache-Control"]


def test_cover_whose_file_is_gone_is_a_404(client_of: Any, cast: Any) -> None:
    private_storage().delete(cast.groups["open"].cover.name)
    assert client_of("member").get(at(cast, "open", "cover/")).status_code == 404


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (axes(preset="open"), ("everyone", "free", "members")),
        (axes(preset="secret", posting="moderators"), ("members", "invitation", "moderators")),
        (axes(visibility="everyone", join_policy="request"), ("everyone", "request", "members")),
        (axes(visibility="listed", join_policy="invitation"), ("listed", "invitation", "members")),
        (
            axes(preset="closed", visibility="everyone", join_policy="request"),
            ("everyone", "request", "members"),
        ),
    ],
)
def test_manager_changes_who_sees_joins_and_posts(
    client_of: Any, cast: Any, sent: dict[str, str], expected: tuple[str, ...]
) -> None:
    page = at(cast, "closed", "settings/access/")
    shown = client_of("manager").get(page)
    assert shown.context["form"]["preset"].value() == "closed"
    assert client_of("manager").post(page, sent).status_code == 303
    group = fresh(cast, "closed")
    assert (group.visibility, group.join_policy, group.posting) == expected


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (axes(), "Please choose one."),
        (axes(preset="nothing"), "Select a valid choice."),
        (axes(visibility="members", join_policy="request"), "works by invitation"),
        (axes(visibility="members", join_policy="free"), "works by invitation"),
        (axes(visibility="everyone", join_policy="everyone"), "Select a valid choice."),
        (axes(preset="open", posting="nobody"), "Select a valid choice."),
    ],
)
def test_manager_choosing_what_makes_no_sense_is_told_so(
    client_of: Any, cast: Any, sent: dict[str, str], told: str
) -> None:
    response = client_of("manager").post(at(cast, "closed", "settings/access/"), sent)
    assert response.status_code == 422
    assert told in response.content.decode()
    assert fresh(cast, "closed").preset == "closed"


def test_group_that_opens_lets_in_who_was_waiting(client_of: Any, cast: Any) -> None:
    before = fresh(cast, "closed").member_count
    client_of("manager").post(at(cast, "closed", "settings/access/"), axes(preset="open"))
    assert cast.membership("requested", "closed").state == "active"
    assert fresh(cast, "closed").member_count == before + 1
    assert cast.membership("banned", "closed").state == "banned"


def test_group_that_becomes_secret_is_gone_for_outsiders(client_of: Any, cast: Any) -> None:
    client_of("manager").post(at(cast, "open", "settings/access/"), axes(preset="secret"))
    for role in ("employee", "requested", "banned", "former"):
        assert client_of(role).get(at(cast, "open", "about/")).status_code == 404
    assert client_of("member").get(at(cast, "open", "about/")).status_code == 200


@pytest.fixture
def presented() -> Iterator[list[str]]:
    """Let two pages present every group, as a host's own page type could."""
    retired: list[str] = []

    def retire(group: Any, actor: Any) -> list[str]:
        retired.append(group.slug)
        return ["Garden page"]

    entry = Presentation(
        model=lambda: Group,
        url=lambda group, request: None,
        pages=lambda group: ["Garden page", "Gartenseite"],
        retire=retire,
    )
    with hooks.register_temporarily(presentations.name, lambda: entry):
        yield retired


def test_manager_is_asked_before_pages_go(client_of: Any, cast: Any, presented: list[str]) -> None:
    page = at(cast, "open", "settings/access/")
    sent = axes(preset="secret", posting="moderators")
    asked = client_of("manager").post(page, sent)
    text = asked.content.decode()
    assert "Garden page" in text and "Gartenseite" in text and text.count("<h1") == 1
    assert fresh(cast, "open").preset == "open" and not presented
    confirmed = dict(asked.context["sent"])
    assert client_of("manager").post(page, confirmed).status_code == 303
    group = fresh(cast, "open")
    assert (group.preset, group.posting) == ("secret", "moderators")
    assert presented == [group.slug]


def test_archiving_again_changes_nothing(client_of: Any, cast: Any) -> None:
    client_of("manager").post(at(cast, "open", "archive/"))
    before, entries = fresh(cast, "open").archived_at, ModelLogEntry.objects.count()
    client_of("manager").post(at(cast, "open", "archive/"))
    assert fresh(cast, "open").archived_at == before
    for _ in range(2):
        client_of("manager").post(at(cast, "open", "reopen/"))
    assert ModelLogEntry.objects.count() == entries + 1


def test_manager_archives_and_reopens(client_of: Any, cast: Any) -> None:
    client_of("manager").post(at(cast, "open", "archive/"))
    assert fresh(cast, "open").is_archived
    about = client_of("employee").get(at(cast, "open", "about/")).content.decode()
    assert "This group has been archived." in about
    assert at(cast, "open", "join/") not in about
    assert "Reopen" in client_of("manager").get(at(cast, "open")).content.decode()
    client_of("manager").post(at(cast, "open", "reopen/"))
    assert not fresh(cast, "open").is_archived


def test_only_who_may_puts_everyone_into_a_group(client_of: Any, cast: Any) -> None:
    row = cast.membership("manager", "open")
    row.user = cast["steward"]
    row.save()
    sent = axes(visibility="everyone", join_policy="everyone")
    assert client_of("steward").post(at(cast, "open", "settings/access/"), sent).status_code == 303
    assert fresh(cast, "open").holds_everyone
    held = client_of("manager").get(at(cast, "everyone", "settings/access/"))
    assert held.context["form"]["join_policy"].value() == "everyone"


def test_manager_losing_the_role_while_writing_changes_nothing(client_of: Any, cast: Any) -> None:
    row = cast.membership("manager", "open")
    row.role = "member"
    row.save()
    assert client_of("manager").post(at(cast, "open"), form()).status_code == 404
    assert fresh(cast, "open").title == cast.groups["open"].title
