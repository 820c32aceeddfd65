"""Holes with few doors: invitations, ways back, uploads, formulas, requests of the server."""

from __future__ import annotations

import io
import socket
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from wagtail_social.groups import actions as groups
from wagtail_social.groups.models import Membership
from wagtail_social.uploads import private_storage

from .verbs import Ask


def test_invitation_is_for_one_person_and_one_group_and_is_used_once(
    cast: Any, client_of: Any
) -> None:
    """Class 10: accepted by POST alone, by who was invited, once; a second time changes nothing."""
    url = reverse("wagtail_social:group_accept", args=[cast.groups["secret"].slug])
    assert client_of("invited").get(url).status_code == 405
    for role in ("employee", "former", "banned", "requested"):
        assert client_of(role).post(url).status_code == 404
    assert client_of("invited").post(url).status_code == 303
    assert cast.membership("invited", "secret").state == "active"
    again = client_of("invited").post(url)
    assert again.status_code in (303, 403)
    assert Membership.objects.filter(user=cast["invited"], state="active").count() == 1


def test_invitation_taken_back_is_no_invitation(cast: Any, client_of: Any) -> None:
    """Class 10: who was invited and is no more finds nothing."""
    group = cast.groups["secret"]
    groups.RemoveMember(actor=cast["manager"], group=group, user=cast["invited"]).execute()
    url = reverse("wagtail_social:group_accept", args=[group.slug])
    assert client_of("invited").post(url).status_code == 404
    assert client_of("invited").get(group.get_absolute_url()).status_code == 404


def test_banned_person_is_not_brought_in_by_an_invitation(cast: Any) -> None:
    """Class 10: an invitation does not lift a ban, and says nothing of it to a member."""
    for name in ("open", "closed", "secret"):
        invite = groups.InviteToGroup(
            actor=cast["moderator"], group=cast.groups[name], user_ids=[cast["banned"].pk]
        )
        assert invite.execute() == []
        assert cast.membership("banned", name).state == "banned"


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "https://testserver.evil.example/",
        "https://eviltestserver/",
        "http://testserver@evil.example/",
        "javascript:alert(1)",
        "\\\\evil.example",
        "https:///evil.example",
        "/\\evil.example",
        "http://testserver:80@evil.example",
    ],
)
def test_way_back_leads_to_no_other_host(cast: Any, client_of: Any, address: str) -> None:
    """Class 16: hosts are compared whole, in every form of an address."""
    ask = Ask(cast, "member", "open")
    url = reverse("wagtail_social:follow_discussion", args=["post", ask.talk.post.pk])
    for query, data in (("", {"next": address}), (f"?next={address}", {})):
        response = client_of("member").post(url + query, {"level": "following", **data})
        assert response.status_code == 303
        assert response["Location"].startswith("/community/")
    referer = client_of("anonymous").post(url, {"level": ""}, headers={"Referer": address})
    assert "evil" not in referer["Location"]


def _picture(kind: str = "PNG", size: tuple[int, int] = (64, 48)) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", size, "teal").save(drawn, kind)
    return drawn.getvalue()


_SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cover.svg", _SVG),
        ("cover.png", _SVG),
        ("cover.png", b"<!doctype html><script>alert(1)</script>"),
        ("cover.png", _picture()[:60]),
        ("cover.png", b""),
        ("cover.bmp", _picture("BMP")),
        ("cover.pdf", b"%PDF-1.7"),
    ],
)
def test_what_is_no_picture_is_refused(
    cast: Any, client_of: Any, name: str, content: bytes
) -> None:
    """Class 13: content decides, not the name and not what the browser says."""
    upload = SimpleUploadedFile(name, content, content_type="image/png")
    response, before, after = _send_cover(cast, client_of, upload)
    assert response.status_code == 422
    assert before == after


def test_picture_is_drawn_anew_under_a_name_that_tells_nothing(cast: Any, client_of: Any) -> None:
    """Class 13: no metadata, no name of the uploader's, no path, and fetched by readers alone."""
    hidden = Image.Exif()
    hidden[0x010E] = "zqexif"
    drawn = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(drawn, "JPEG", exif=hidden)
    upload = SimpleUploadedFile("../../zqname.jpg", drawn.getvalue() + b"zqtail", "text/html")
    response, before, after = _send_cover(cast, client_of, upload)
    assert response.status_code == 303 and before != after
    with private_storage().open(after) as file:
        stored = file.read()
    assert b"zqexif" not in stored and b"zqtail" not in stored
    assert "zqname" not in after and ".." not in after
    url = reverse("wagtail_social:group_cover", args=[cast.groups["secret"].slug])
    answer = client_of("member").get(url)
    assert answer["Content-Type"] == "image/webp"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "ETag" not in answer and "zqname" not in str(answer.headers)
    assert client_of("invited").get(url).status_code == 404
    assert client_of("member").get(f"/media/{after}").status_code == 404


def test_picture_of_too_many_pixels_or_bytes_is_refused_before_it_is_drawn(
    cast: Any, client_of: Any, settings: Any
) -> None:
    """Class 13, class 14: limits are asked first."""
    settings.WAGTAIL_SOCIAL_UPLOAD_MAX_PIXELS = 64 * 47
    upload = SimpleUploadedFile("cover.png", _picture(), content_type="image/png")
    response, before, after = _send_cover(cast, client_of, upload)
    assert response.status_code == 422 and before == after
    settings.WAGTAIL_SOCIAL_UPLOAD_MAX_PIXELS = 10**6
    settings.WAGTAIL_SOCIAL_UPLOAD_MAX_BYTES = 40
    upload = SimpleUploadedFile("cover.png", _picture(), content_type="image/png")
    response, before, after = _send_cover(cast, client_of, upload)
    assert response.status_code == 422 and before == after


def _send_cover(cast: Any, client_of: Any, upload: Any) -> tuple[Any, str, str]:
    ask = Ask(cast, "manager", "secret")
    before = ask.group.cover.name
    texts = {
        name: getattr(ask.group, name) for name in ("title", "purpose", "welcome", "guidelines")
    }
    url = reverse("wagtail_social:group_settings", args=[ask.group.slug])
    response = client_of("manager").post(url, {**texts, "topics": "", "cover": upload})
    return response, before, ask.group.cover.name


def test_links_and_pictures_in_a_text_are_never_fetched(
    cast: Any, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Class 15: the server asks no address that a user names."""
    asked: list[Any] = []
    connect = socket.socket.connect

    def watched(self: socket.socket, address: Any) -> Any:
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1"):
            asked.append(address)
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", watched)
    url = reverse("wagtail_social:post_new", args=[cast.groups["open"].slug])
    source = (
        "http://169.254.169.254/latest ![x](http://[::ffff:169.254.169.254]/a.png) "
        "<http://0x7f.1/> [y](http://2130706433/)"
    )
    response = client_of("member").post(url, {"title": "L", "kind": "update", "source": source})
    assert client_of("member").get(response["Location"]).status_code == 200
    assert asked == []


def test_formulas_in_an_export_of_the_admin_are_text(cast: Any, client_of: Any) -> None:
    """Class 17: a name that begins like a formula is text in the spreadsheet."""
    groups.EditGroup(
        actor=cast["manager"],
        group=cast.groups["open"],
        texts={"title": "=HYPERLINK(1)", "purpose": "+1+1"},
    ).execute()
    address = reverse("wagtail_social_admin_groups:index")
    response = client_of("steward").get(f"{address}?export=xlsx")
    content = response.getvalue() if response.streaming else response.content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert any("=HYPERLINK(1)" in str(cell.value) for cell in cells)
    assert all(cell.data_type != "f" for cell in cells)


def test_mention_of_an_outsider_in_a_closed_group_reaches_nobody(cast: Any) -> None:
    """Class 7: who may not read is not told, even where the text names them."""
    from wagtail_social.conversations.actions import PublishPost
    from wagtail_social.conversations.models import Mention

    for name in ("closed", "secret"):
        PublishPost(
            actor=cast["member"],
            group=cast.groups[name],
            title="Names",
            source="@employee @former @banned @requested @invited @deactivated @moderator",
        ).execute()
        found = Mention.objects.filter(discussion__group=cast.groups[name], user=cast["moderator"])
        assert found.exists()
        others = Mention.objects.filter(discussion__group=cast.groups[name])
        assert set(others.values_list("user__username", flat=True)) == {
            "moderator",
            f"hermit.{name}",
        }
