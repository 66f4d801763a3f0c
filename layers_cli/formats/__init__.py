"""What text, JSON, numbers and names are, on their way in and out; every room may import it."""
