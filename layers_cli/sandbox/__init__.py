"""A local stand-in for the Layers API: the contract written down a second time."""
