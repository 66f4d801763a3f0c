"""What the commands of campaigns show."""
