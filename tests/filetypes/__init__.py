"""Tests of the rules for file types and pictures."""
