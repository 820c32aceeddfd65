"""Meetings: what is prepared before, discussed, decided, and carried on after."""
