"""Sets text: cuts it into pieces, chooses size and lines, and has Typst draw the letters."""
