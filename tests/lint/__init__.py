"""Rules that no tool knows, each proven by a sample that breaks it."""
