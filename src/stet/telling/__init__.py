"""What the newsroom tells a publisher's own programs: whom, of what, and what is still to be told."""
