"""What a hospital's broker must be like: its settings and access rules, written from a list of carts."""
