"""The process that talks to the hospital's broker. It has no device and no database; all it publishes comes from the agent."""
