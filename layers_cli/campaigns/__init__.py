"""Campaigns: rows of a sheet that become generations. Knows no network and no terminal."""
