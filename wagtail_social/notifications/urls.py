"""Addresses of the room."""

from django.urls import path

from .feeds import serving
from .feeds import views as feeds
from .one_click import UnsubscribeView
from .views import levels, lists, settings, webhooks

_webhook = "groups/<str:slug>/webhooks/<str:webhook>"

_webhooks = [
    path("groups/<str:slug>/webhooks/", webhooks.WebhooksView.as_view(), name="group_webhooks"),
    path(f"{_webhook}/try/", webhooks.TryView.as_view(), name="webhook_try"),
    path(f"{_webhook}/pause/", webhooks.PauseView.as_view(), name="webhook_pause"),
    path(f"{_webhook}/resume/", webhooks.ResumeView.as_view(), name="webhook_resume"),
    path(f"{_webhook}/delete/", webhooks.DeleteView.as_view(), name="webhook_delete"),
]

urlpatterns = [
    path("notifications/", lists.NotificationsView.as_view(), name="notifications"),
    path("notifications/count/", lists.CountView.as_view(), name="notifications_count"),
    path("notifications/read/", lists.MarkAllReadView.as_view(), name="notifications_read"),
    path(
        "notifications/settings/",
        settings.SettingsView.as_view(),
        name="notification_settings",
    ),
    path(
        "groups/<str:slug>/notifications/",
        levels.GroupLevelView.as_view(),
        name="group_notifications",
    ),
    *_webhooks,
    path(
        "notifications/unsubscribe/<str:token>/",
        UnsubscribeView.as_view(),
        name="unsubscribe",
    ),
    path("feeds/<str:token>/", serving.FeedView.as_view(), name="feed"),
    # Without its last slash too: led on to the right address, the secret would stand in a log.
    path("feeds/<str:token>", serving.FeedView.as_view(), name="feed_without_slash"),
    # Whatever stands behind the secret is answered here: what no address fits is logged too.
    path("feeds/<str:token>/<path:file_name>", serving.FeedView.as_view(), name="feed_file"),
    path("notifications/feeds/", feeds.FeedAddressesView.as_view(), name="feed_addresses"),
    path("notifications/feeds/mine/", feeds.OwnAddressView.as_view(), name="own_feed"),
    path(
        "notifications/feeds/of/<str:name>/",
        feeds.PersonalAddressView.as_view(),
        name="personal_feed",
    ),
    path("notifications/feeds/revoke/", feeds.RevokeAllView.as_view(), name="feed_revoke_all"),
    path("notifications/feeds/<str:pk>/revoke/", feeds.RevokeView.as_view(), name="feed_revoke"),
    path("groups/<str:slug>/feed/", feeds.GroupAddressView.as_view(), name="group_feed"),
    path("topics/<str:slug>/feed/", feeds.TopicAddressView.as_view(), name="topic_feed"),
]
