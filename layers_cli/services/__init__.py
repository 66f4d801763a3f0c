"""What commands call: each service does the work of one or more commands, told no option's name.

`jobs` starts, follows and goes on with work that costs credits; `transfers` sends files and saves
them; the modules beside them serve one command each.
"""
