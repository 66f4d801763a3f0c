"""Scripted faults: rules, ready-made scenarios, and the middleware that applies them."""
