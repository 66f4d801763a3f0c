"""The review on the terminal: full screen on Textual, or plain prompts. Decides nothing itself."""
