"""What text, JSON and numbers are, on their way in and out; every room may import it."""
