"""Views of groups, by what people come for."""
