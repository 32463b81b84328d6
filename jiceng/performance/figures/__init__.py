"""What performance itself keeps records of and reports as figures."""
