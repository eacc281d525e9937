"""The demonstration: an invented ward, its barcodes, and brokers that need no service."""
