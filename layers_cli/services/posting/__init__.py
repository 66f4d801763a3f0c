"""Schedule and publish content to social accounts, and follow the posts that come of it."""
