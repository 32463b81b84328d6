"""Questions of outreach answered from values alone: no Django, no clock."""
