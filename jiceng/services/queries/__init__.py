"""What is asked of services."""
