"""The decision. Pure: no I/O, no clock, no threads; the time and everything known are passed in."""
