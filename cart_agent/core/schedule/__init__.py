"""When doses are due, and what is due now."""
