"""What CI systems are told."""
