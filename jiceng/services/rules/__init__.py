"""Questions of services answered from values alone."""
