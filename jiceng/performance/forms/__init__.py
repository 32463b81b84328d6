"""What the desk, the phone and the interface for programs tell alike."""
