"""Social accounts, and the posts that take content to them (api-rest 7.1 and 8)."""
