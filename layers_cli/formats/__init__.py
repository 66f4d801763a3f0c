"""What text, JSON, numbers and files are, on their way in and out; every room may import it."""
