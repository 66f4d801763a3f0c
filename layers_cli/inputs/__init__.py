"""Reading what users type: durations, timestamps, texts from files."""
