"""What is done in economy, an action a change."""
