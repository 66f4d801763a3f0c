"""What commands call: each service does the work of one command or more and returns its result.

Services write to no stream; what they tell while they run goes to `context.feedback`.
`jobs` starts, follows and resumes work that costs credits; `transfers` uploads and
downloads files.
"""
