"""Preparing a meeting in the Wagtail admin: one form for all of it, saved by the room's actions."""
