"""What one run works with: settings, output options, interrupts."""
