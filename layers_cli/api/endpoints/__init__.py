"""The methods of the client by noun, where the noun has more than a few, and their models."""
