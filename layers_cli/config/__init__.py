"""Settings: where they may be written, which one wins. Knows nothing of terminals or HTTP."""
