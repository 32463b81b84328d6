"""What is asked of outreach."""
