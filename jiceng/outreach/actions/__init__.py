"""What is done in outreach, an action a change."""
