"""Makes the videos of `ugc-remix`: a reaction, then the app's demo, the hook over both."""
