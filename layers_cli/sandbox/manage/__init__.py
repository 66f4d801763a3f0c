"""Starting, finding and stopping the background sandbox; imports no server code."""
