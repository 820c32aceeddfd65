"""Export: conversations go out into a folder of files."""

from .run import export_folder, not_carried

__all__ = ["export_folder", "not_carried"]
