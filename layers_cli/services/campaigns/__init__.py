"""Campaigns: planned, applied, collected and reported, on this machine's ledger or a database."""
