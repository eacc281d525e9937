"""What screens are made of. Widgets show what they are told and keep nothing of the round."""
