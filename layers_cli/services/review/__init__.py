"""What a review works on: the queue, the journal, sending, new takes. Draws nothing."""
