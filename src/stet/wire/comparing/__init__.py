"""Past texts with the scores that another service gave them, beside ours."""
