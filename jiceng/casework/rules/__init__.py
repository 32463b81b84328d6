"""Questions about cases answered from values alone."""
