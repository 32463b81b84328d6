"""The demo county: content, the scripts that drew it, and its loader."""
