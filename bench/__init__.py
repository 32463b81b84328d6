"""Speed and memory: CPU per operation, the ratio to a bare floor, and growth with size.

`python -m bench` measures 10,000 and 100,000 cases; `--scale 1m` adds a million (decisions.md 47).
Nothing here is asserted by a test: a figure that misses its limit says so in the table.
"""
