"""Questions of emergency answered from values alone: no Django, no clock."""
