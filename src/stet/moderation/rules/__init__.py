"""Rules: those that act alone, those about an author's comments, and those about an article's."""
