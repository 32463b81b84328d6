"""What is done in emergency, an action a change."""
