"""Finished media on this machine: found, checked, grouped into posts, read. Data in, data out."""
