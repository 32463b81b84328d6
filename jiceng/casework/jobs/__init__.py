"""What casework does away from a request: imports and tables for the command line."""
