"""Sites, articles, claims, guidelines and the people who run them."""
