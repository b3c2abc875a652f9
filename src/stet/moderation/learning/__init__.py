"""Learning from decisions, and trying changes on them before anything is switched on."""
