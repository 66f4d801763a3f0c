"""Plans and draws the slides of `slideshow-builder`."""
