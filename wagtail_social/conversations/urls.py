"""Addresses of the room."""

from django.urls import path

from .views import calls, comments, discussions, history, home, posts

_DISCUSSION = "discussions/<str:target>/<int:target_id>/"
_COMMENT = f"{_DISCUSSION}comments/<int:pk>/"

urlpatterns = [
    path("", home.HomeView.as_view(), name="home"),
    path("write/", home.WriteView.as_view(), name="write"),
    path("groups/<str:slug>/", home.GroupView.as_view(), name="group"),
    path("groups/<str:slug>/write/", posts.PostNewView.as_view(), name="post_new"),
    path("posts/<int:pk>/", posts.PostView.as_view(), name="post"),
    path("posts/<int:pk>/edit/", posts.PostEditView.as_view(), name="post_edit"),
    path("posts/<int:pk>/remove/", posts.PostRemoveView.as_view(), name="post_remove"),
    path("posts/<int:pk>/restore/", posts.PostRestoreView.as_view(), name="post_restore"),
    path("posts/<int:pk>/pin/", posts.PostPinView.as_view(), name="post_pin"),
    path("posts/<int:pk>/unpin/", posts.PostUnpinView.as_view(), name="post_unpin"),
    path("posts/<int:pk>/answer/", posts.PostAnswerView.as_view(), name="post_answer"),
    path("posts/<int:pk>/history/", history.PostHistoryView.as_view(), name="post_history"),
    path(_DISCUSSION, discussions.DiscussionView.as_view(), name="discussion"),
    path(f"{_DISCUSSION}menu/", discussions.DiscussionMenuView.as_view(), name="discussion_menu"),
    path(f"{_DISCUSSION}react/", discussions.ReactView.as_view(), name="react"),
    path(f"{_DISCUSSION}reactions/", discussions.ReactionsView.as_view(), name="reactions"),
    path(f"{_DISCUSSION}follow/", discussions.FollowView.as_view(), name="follow_discussion"),
    path(f"{_DISCUSSION}ask/", calls.CallView.as_view(), name="call"),
    path(
        f"{_DISCUSSION}state/", discussions.DiscussionStateView.as_view(), name="discussion_state"
    ),
    path(f"{_DISCUSSION}comments/", comments.CommentsView.as_view(), name="comments"),
    path(f"{_COMMENT}menu/", discussions.CommentMenuView.as_view(), name="comment_menu"),
    path(f"{_COMMENT}reply/", comments.ReplyView.as_view(), name="comment_reply"),
    path(f"{_COMMENT}edit/", comments.CommentEditView.as_view(), name="comment_edit"),
    path(f"{_COMMENT}remove/", comments.CommentRemoveView.as_view(), name="comment_remove"),
    path(f"{_COMMENT}restore/", comments.CommentRestoreView.as_view(), name="comment_restore"),
    path(f"{_COMMENT}react/", discussions.CommentReactView.as_view(), name="comment_react"),
    path(
        f"{_COMMENT}reactions/",
        discussions.CommentReactionsView.as_view(),
        name="comment_reactions",
    ),
    path(f"{_COMMENT}history/", history.CommentHistoryView.as_view(), name="comment_history"),
    path("comments/<int:pk>/", comments.PermalinkView.as_view(), name="comment"),
    path(
        "suggest/people/<str:target>/<int:target_id>/",
        discussions.SuggestPeopleView.as_view(),
        name="suggest_people",
    ),
]
