"""Certificates of carts and brokers: requested on the cart, issued by the hospital, carried as files."""
