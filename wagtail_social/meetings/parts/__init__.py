"""What the page of a meeting is made of: each part gives the context of its own templates."""
