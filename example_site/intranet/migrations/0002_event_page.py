import django.db.models.deletion
import swapper
import wagtail.fields
from django.db import migrations, models

import wagtail_social.meetings.blocks

swapper.set_app_prefix("wagtailcore", "wagtail")


class Migration(migrations.Migration):
    dependencies = [
        ("intranet", "0001_initial"),
        ("wagtailcore", "0094_alter_page_locale"),
        swapper.dependency("wagtailcore", "Page"),
    ]

    operations = [
        migrations.CreateModel(
            name="EventPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=swapper.get_model_name("wagtailcore", "Page"),
                    ),
                ),
                ("intro", models.TextField(blank=True, verbose_name="introduction")),
                ("begins", models.DateTimeField(verbose_name="begins")),
                ("ends", models.DateTimeField(blank=True, null=True, verbose_name="ends")),
                ("venue", models.CharField(blank=True, max_length=200, verbose_name="place")),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("heading", 0),
                            ("text", 1),
                            ("picture", 4),
                            ("quote", 7),
                            ("links", 14),
                            ("upcoming_meetings", 17),
                            ("meeting", 18),
                        ],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "icon": "title",
                                    "label": "Heading",
                                    "max_length": 120,
                                    "template": "wagtail_social/page_blocks/heading.html",
                                },
                            ),
                            1: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": [
                                        "h3",
                                        "h4",
                                        "bold",
                                        "italic",
                                        "ol",
                                        "ul",
                                        "link",
                                        "document-link",
                                    ],
                                    "label": "Text",
                                    "template": "wagtail_social/page_blocks/text.html",
                                },
                            ),
                            2: ("wagtail.images.blocks.ImageBlock", [], {"label": "Picture"}),
                            3: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Caption", "max_length": 255, "required": False},
                            ),
                            4: (
                                "wagtail.blocks.StructBlock",
                                [[("picture", 2), ("caption", 3)]],
                                {},
                            ),
                            5: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"label": "Quote", "max_length": 1000},
                            ),
                            6: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Who said it", "max_length": 255, "required": False},
                            ),
                            7: ("wagtail.blocks.StructBlock", [[("text", 5), ("source", 6)]], {}),
                            8: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Heading", "max_length": 120, "required": False},
                            ),
                            9: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Text", "max_length": 120},
                            ),
                            10: (
                                "wagtail.blocks.PageChooserBlock",
                                (),
                                {"label": "Page", "required": False},
                            ),
                            11: (
                                "wagtail.blocks.URLBlock",
                                (),
                                {"label": "Or address", "required": False},
                            ),
                            12: (
                                "wagtail.blocks.StructBlock",
                                [[("label", 9), ("page", 10), ("url", 11)]],
                                {},
                            ),
                            13: (
                                "wagtail.blocks.ListBlock",
                                (12,),
                                {"label": "Links", "min_num": 1},
                            ),
                            14: ("wagtail.blocks.StructBlock", [[("title", 8), ("links", 13)]], {}),
                            15: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": wagtail_social.meetings.blocks.groups_to_name,
                                    "help_text": "Without a group, everybody sees the meetings to which they are invited.",
                                    "label": "Group",
                                    "required": False,
                                },
                            ),
                            16: (
                                "wagtail.blocks.IntegerBlock",
                                (),
                                {
                                    "default": 5,
                                    "label": "How many",
                                    "max_value": 20,
                                    "min_value": 1,
                                },
                            ),
                            17: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 8), ("group", 15), ("count", 16)]],
                                {},
                            ),
                            18: ("wagtail_social.meetings.choosing.MeetingChooserBlock", (), {}),
                        },
                        verbose_name="text",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=(swapper.get_model_name("wagtailcore", "Page").lower(),),
        ),
    ]
