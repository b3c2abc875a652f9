"""OpenAI's moderation interface: thirteen categories, as far as our clauses speak of them."""
