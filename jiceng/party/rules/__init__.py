"""Questions of Party work answered from values alone: no Django, no clock."""
