"""A page as a whole: its forms, each parsed once, the outline of its elements, and what it is if no live blog."""
