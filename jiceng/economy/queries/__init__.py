"""What is asked of economy."""
