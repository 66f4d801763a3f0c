"""Saves the media of containers: safe names, files that are whole, and a record of each."""
