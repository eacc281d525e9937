"""The process that talks to the hospital's broker: no device, no database, nothing of its own to say."""
