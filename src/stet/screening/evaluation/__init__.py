"""How good the screener is, measured on labelled comments that no training saw; pure, and no part of a screening."""
