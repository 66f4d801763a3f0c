"""Settings: where they are stored and which one wins. No terminals, no HTTP."""
