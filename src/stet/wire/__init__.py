"""Other systems' interfaces, served by us: Perspective, Akismet, OpenAI moderation, Coral."""
