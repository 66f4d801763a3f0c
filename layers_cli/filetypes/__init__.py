"""Tells media files apart, and opens pictures: the one set of rules for client and sandbox."""
