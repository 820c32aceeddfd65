"""The same choices in Wagtail's own account settings."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from wagtail_social.notifications.choosing import chosen_channels
from wagtail_social.notifications.models import ChoiceOfChannel, PersonalSettings

#: What Wagtail's own panels send.
OWN = {
    "name_email-first_name": "Edda",
    "name_email-last_name": "Visser",
    "name_email-email": "editor@example.org",
    "locale-preferred_language": "",
    "locale-current_time_zone": "",
    "theme-theme": "system",
    "theme-contrast": "system",
    "theme-density": "default",
}
OURS = {
    "community-shown": "1",
    "community-digest": "never",
    "community-digest_hour": "9",
    "community-quiet_from": "22:00",
    "community-quiet_until": "06:00",
    "community-hear_site_mention": "on",
}


def page() -> str:
    return reverse("wagtailadmin_account")


def test_editor_finds_the_choices_in_the_account(client_of: Any, cast: Any) -> None:
    html = client_of("editor").get(page()).content.decode()
    assert "Community notifications" in html and "Somebody names me" in html
    assert 'name="community-hear_mail_mention"' in html
    assert reverse("wagtail_social:notification_settings") in html


def test_editor_saves_them_there(client_of: Any, cast: Any) -> None:
    response = client_of("editor").post(page(), OWN | OURS)
    assert response.status_code == 302
    chosen = chosen_channels(cast["editor"])
    assert chosen["mention", "site"]
    assert not chosen["mention", "mail"] and not chosen["reaction", "site"]
    personal = PersonalSettings.objects.get(user=cast["editor"])
    assert (personal.digest, personal.digest_hour) == ("never", 9)
    assert personal.quiet_from is not None


def test_error_is_said_there_and_nothing_is_saved(client_of: Any, cast: Any) -> None:
    response = client_of("editor").post(page(), OWN | OURS | {"community-quiet_until": ""})
    assert response.status_code == 200
    assert "leave both empty" in response.content.decode()
    assert not ChoiceOfChannel.objects.exists() and not PersonalSettings.objects.exists()


def test_sending_without_our_panel_switches_nothing_off(client_of: Any, cast: Any) -> None:
    assert client_of("editor").post(page(), OWN).status_code == 302
    assert not ChoiceOfChannel.objects.exists() and not PersonalSettings.objects.exists()


def test_account_of_who_has_no_address_asks_nothing_about_mail(client_of: Any, cast: Any) -> None:
    editor = cast["editor"]
    editor.email = ""
    editor.save(update_fields=["email"])
    html = client_of("editor").get(page()).content.decode()
    assert "everything comes to you on site" in html
    assert "community-digest" not in html and "hear_mail" not in html
