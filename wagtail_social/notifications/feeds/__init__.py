"""Atom feeds of a group, a topic, or all one follows, by secret addresses."""
