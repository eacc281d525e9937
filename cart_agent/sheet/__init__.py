"""Printable sheets of real barcodes: wristbands, badges, drawer tags and packs for a real scanner to read."""
