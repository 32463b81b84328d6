"""What the command line does for services."""
