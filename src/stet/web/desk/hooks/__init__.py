"""The desk's pages for webhooks: whom the newsroom tells, and what became of each message."""
