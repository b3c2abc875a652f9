"""The desk's figures: what the team did, how good the screening is, and one's own pace."""
