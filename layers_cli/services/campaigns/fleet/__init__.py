"""Campaigns on many machines: rows in PostgreSQL, asked for by workers under DBOS.

The only importers of dbos and psycopg. The extra `campaigns` brings both.
"""
