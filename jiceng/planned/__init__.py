"""Processes declared before their capability has its first table.

Each is checked, drawn and tested like every other process; it moves into its capability's own
`process.py` together with that capability's first table.
"""

from jiceng.planned.investment_lead import INVESTMENT_LEAD
from jiceng.planned.relief import RELIEF

PROCESSES = (RELIEF, INVESTMENT_LEAD)
