"""Page types that the organisation had before: home, standard pages, news."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from wagtail_social.meetings.blocks import MeetingBody, MeetingChooserBlock


class HomePage(Page):
    """The start of the intranet."""

    intro = models.TextField(_("introduction"), blank=True)
    body = RichTextField(_("text"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("body")]

    def get_context(self, request, *args, **kwargs):
        """Show the newest news."""
        news = NewsPage.objects.live().public().order_by("-date")[:4]
        return super().get_context(request, *args, **kwargs) | {"news": news}


class StandardPage(Page):
    """A page of text."""

    intro = models.TextField(_("introduction"), blank=True)
    body = RichTextField(_("text"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("body")]


class NewsIndexPage(Page):
    """All news, newest first."""

    intro = models.TextField(_("introduction"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    subpage_types = ["intranet.NewsPage"]

    def get_context(self, request, *args, **kwargs):
        """Show the news below this page."""
        news = NewsPage.objects.live().public().child_of(self).order_by("-date")
        return super().get_context(request, *args, **kwargs) | {"news": news}


class NewsTag(TaggedItemBase):
    """A tag of a news item."""

    content_object = ParentalKey("NewsPage", related_name="tagged_items", on_delete=models.CASCADE)


class NewsPage(Page):
    """A news item, with a discussion below it."""

    date = models.DateField(_("date"))
    intro = models.TextField(_("introduction"), blank=True)
    body = RichTextField(_("text"), blank=True)
    tags = ClusterTaggableManager(through=NewsTag, blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("date"),
        FieldPanel("intro"),
        FieldPanel("body"),
        FieldPanel("tags"),
    ]
    parent_page_types = ["intranet.NewsIndexPage"]


class EventBody(MeetingBody):
    """The house's blocks, meetings that come next, and one meeting."""

    meeting = MeetingChooserBlock()


class EventPage(Page):
    """Something that takes place. Meetings can belong to it; it says when and where they are."""

    intro = models.TextField(_("introduction"), blank=True)
    begins = models.DateTimeField(_("begins"))
    ends = models.DateTimeField(_("ends"), null=True, blank=True)
    venue = models.CharField(_("place"), max_length=200, blank=True)
    body = StreamField(EventBody(), blank=True, verbose_name=_("text"))

    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("begins"),
        FieldPanel("ends"),
        FieldPanel("venue"),
        FieldPanel("body"),
    ]
