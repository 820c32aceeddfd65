"""The blocks that an editor puts around what a page of ours presents.

They need ``wagtail.images``. Everything in them is the editor's own text, served by Wagtail's
rules to whoever may see the page: nothing of a group stands in a block.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

#: What a text may hold; headings begin below those of the page.
TEXT_FEATURES = ["h3", "h4", "bold", "italic", "ol", "ul", "link", "document-link"]


class PictureBlock(blocks.StructBlock):
    """A picture with a line below it."""

    picture = ImageBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), max_length=255, required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "wagtail_social/page_blocks/picture.html"


class QuoteBlock(blocks.StructBlock):
    """What somebody said."""

    text = blocks.TextBlock(label=_("Quote"), max_length=1000)
    source = blocks.CharBlock(label=_("Who said it"), max_length=255, required=False)

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "wagtail_social/page_blocks/quote.html"


class LinkBlock(blocks.StructBlock):
    """A link to a page of the site or to another address."""

    label = blocks.CharBlock(label=_("Text"), max_length=120)
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    url = blocks.URLBlock(label=_("Or address"), required=False)

    class Meta:
        icon = "link"
        label = _("Link")

    def clean(self, value: Any) -> Any:
        """Ask for one place to lead to, and no more."""
        cleaned = super().clean(value)
        if bool(cleaned.get("page")) == bool(cleaned.get("url")):
            error = ValidationError(_("Choose a page or write an address: one of the two."))
            raise blocks.StructBlockValidationError(block_errors={"url": error})
        return cleaned


class LinksBlock(blocks.StructBlock):
    """Links that belong together."""

    title = blocks.CharBlock(label=_("Heading"), max_length=120, required=False)
    links = blocks.ListBlock(LinkBlock(), label=_("Links"), min_num=1)

    class Meta:
        icon = "list-ul"
        label = _("Links")
        template = "wagtail_social/page_blocks/links.html"


class PageBody(blocks.StreamBlock):
    """Headings, texts, pictures, quotes and lists of links, in any order."""

    heading = blocks.CharBlock(
        label=_("Heading"),
        icon="title",
        max_length=120,
        template="wagtail_social/page_blocks/heading.html",
    )
    text = blocks.RichTextBlock(
        label=_("Text"),
        features=TEXT_FEATURES,
        template="wagtail_social/page_blocks/text.html",
    )
    picture = PictureBlock()
    quote = QuoteBlock()
    links = LinksBlock()
