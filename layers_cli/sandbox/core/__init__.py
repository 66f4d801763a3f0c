"""Clock, ids, errors, pagination: rules that all rooms of the sandbox share."""
