"""How work under way is shown: job updates and file transfers."""
