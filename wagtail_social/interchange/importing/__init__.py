"""Import: conversations come in from a folder of files."""

from .run import import_folder

__all__ = ["import_folder"]
