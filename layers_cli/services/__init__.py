"""What commands call: each service does the work of one command or more, and shows what came of it.

`jobs` starts, follows and goes on with work that costs credits; `transfers` sends files and saves
them.
"""
