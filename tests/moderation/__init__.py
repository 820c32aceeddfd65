"""Tests of the room of moderation."""
