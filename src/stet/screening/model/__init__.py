"""The trained models: what they read, how they run, and how their scores become probabilities."""
