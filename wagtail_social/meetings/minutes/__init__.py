"""Minutes: what they say, as plain data; freezing them; showing them as a page and as text."""
