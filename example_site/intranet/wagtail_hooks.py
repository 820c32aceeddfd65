"""What the organisation's own pages add to the community: news stand on topic pages too."""

from django.utils.translation import gettext_lazy as _

from wagtail_social.access import pages_visible_to
from wagtail_social.extension_points import TopicSource, topic_sources

from .models import NewsPage, NewsTag


def _tagged(user):
    visible = pages_visible_to(user)
    return NewsTag.objects.filter(content_object__in=visible.values("pk"))


def _news(tag, user, request):
    visible = pages_visible_to(user)
    news = NewsPage.objects.filter(pk__in=visible.values("pk"), tagged_items__tag=tag)
    return {"news": news.order_by("-date")[:10]}


@topic_sources.register
def news():
    """News on a topic."""
    return TopicSource(
        name="news",
        label=_("News"),
        tagged=_tagged,
        context=_news,
        template="intranet/topic_news.html",
        order=600,
    )
