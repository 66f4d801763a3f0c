"""Finds out what an uploaded file is, in a process that may die of it."""
