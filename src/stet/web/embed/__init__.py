"""The embed: comments in a frame on the publisher's own pages, and as fragments for servers."""
