"""What performance keeps, a file a subject."""
