"""`cart doctor`: tests a live broker for what the contract relies on, from outside, as a cart sees it."""
