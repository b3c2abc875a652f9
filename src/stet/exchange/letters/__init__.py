"""The letters: what each says, to whom, and with which links."""
