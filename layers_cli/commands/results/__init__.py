"""Show the results that several commands have."""
