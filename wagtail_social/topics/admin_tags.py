"""Tags in the Wagtail admin, without telling of topics that only a closed group uses.

Wagtail suggests every tag there is to whoever may enter the admin, and has no hook for it. The
name of a topic can tell what a secret group is about, so its view is replaced by this one. And
what an editor types takes the wording of a tag that differs in capitals: a tag that this editor
cannot know of takes theirs before.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from taggit.managers import TaggableManager
from taggit.models import ItemBase, Tag
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.forms.tags import TagField
from wagtail.admin.views import tags as wagtail_tags

from wagtail_social.extension_points import topic_sources

from .querysets import topics_visible_to
from .vocabulary import reword_hidden

_wagtail_autocomplete = wagtail_tags.autocomplete


def _used_in_community() -> list[type[Any]]:
    """Return the models that put topics on things with an audience."""
    return [source.tagged(None).model for source in topic_sources.all()]


def _used_elsewhere(models: list[type[Any]]) -> Q:
    """Return the condition that something of the host carries the tag."""
    condition = Q(pk__in=())
    for relation in Tag._meta.get_fields(include_hidden=True):
        model: Any = relation.related_model if relation.auto_created else None
        if (
            model is not None
            and relation.one_to_many
            and issubclass(model, ItemBase)
            and model not in models
        ):
            name = relation.field.name
            condition |= Q(pk__in=model._default_manager.values(f"{name}_id"))
    return condition


def tags_known_to(user: Any) -> Any:
    """Return the tags that this person may know of: all but those of what they may not see."""
    models = _used_in_community()
    ours = Q(pk__in=())
    for model in models:
        ours |= Q(pk__in=model._default_manager.values("tag_id"))
    seen = Q(pk__in=topics_visible_to(user).values("pk")) | _used_elsewhere(models)
    return Tag.objects.filter(~ours | seen)


def tags_suggested_to(user: Any, term: str) -> Any:
    """Return the tags that begin with ``term`` and that this editor may know, by name."""
    return tags_known_to(user).filter(name__istartswith=term).order_by("name")


def autocomplete(
    request: HttpRequest, app_name: str | None = None, model_name: str | None = None
) -> HttpResponse:
    """Answer as Wagtail does; of the tags that topics share, only those the editor may know."""
    if (app_name or "taggit", model_name or "tag") != ("taggit", "tag"):
        return _wagtail_autocomplete(request, app_name, model_name)
    term = request.GET.get("term", "").replace("\x00", "")
    if not term:
        return JsonResponse([], safe=False)
    names = tags_suggested_to(request.user, term).values_list("name", flat=True)
    return JsonResponse(list(names[: wagtail_tags.TAGS_AUTOCOMPLETE_LIMIT]), safe=False)


def replace_view() -> None:
    """Put this view in the place of Wagtail's, before its addresses are read."""
    wagtail_tags.autocomplete = autocomplete


class DiscreetTagField(TagField):
    """Wagtail's field for tags. It learns from its form who types."""

    typed_by: Any = None

    def get_bound_field(self, form: Any, field_name: str) -> Any:
        """Remember the editor: a form asks for its bound fields before it cleans them."""
        self.typed_by = getattr(form, "for_user", None)
        return super().get_bound_field(form, field_name)

    def clean(self, value: Any) -> Any:
        """Return the names. Those of hidden topics are from now on written as they were typed."""
        names = super().clean(value)
        if self.typed_by is not None:
            reword_hidden(names, by=self.typed_by)
        return names


def replace_field() -> None:
    """Put our field in the place of Wagtail's, where tags share the vocabulary of topics."""
    register_form_field_override(
        TaggableManager,
        override=lambda db_field: {
            "form_class": DiscreetTagField if db_field.related_model is Tag else TagField,
            "tag_model": db_field.related_model,
        },
    )
