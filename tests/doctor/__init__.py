"""The checks of `layers doctor`."""
