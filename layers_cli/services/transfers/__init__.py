"""Files on their way: media that is saved, and uploads from the file to the finished post."""
