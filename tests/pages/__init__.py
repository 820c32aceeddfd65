"""Tests of the page types that present groups and the home."""
