"""Rows of social accounts, of their authorizations, and of scheduled posts."""
