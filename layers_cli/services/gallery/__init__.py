"""Boards: containers as one HTML file to look at, to decide on and to send to colleagues."""
