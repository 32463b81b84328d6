"""What is done about services, an action a change."""
