"""Renderers of slideshows and videos, and the processes they run in."""
