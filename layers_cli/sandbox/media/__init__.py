"""Draws the media that finished jobs return."""
