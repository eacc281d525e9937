"""The screen in a browser, for training and for looking on. Nothing comes from outside this machine."""
