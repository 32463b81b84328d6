"""What is asked of emergency."""
