"""The terminal itself: the one room that knows Textual's insides."""
