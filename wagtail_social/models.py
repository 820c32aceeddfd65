"""What the core keeps: when work is due."""

from django.db import models


class DueSlot(models.Model):
    """When a job is due again. Who moves the time on does the job; nobody else does."""

    name = models.CharField(max_length=100, unique=True)
    due_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return self.name
