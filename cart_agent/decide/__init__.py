"""The whole decision without a cart: one case in, what both gates say and what would be recorded out.

The gates, the readers of documents and codes, and the record are the agent's own. Only what a cart knows
from elsewhere (its link, its clock, who is logged in) comes with the case.
"""
