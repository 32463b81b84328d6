"""Questions of economy answered from values alone: no Django, no clock."""
