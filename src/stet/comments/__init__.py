"""A comment's life: submitting, states, reading, publishing, withdrawing, erasing."""
