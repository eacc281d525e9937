"""The drawer protocol: `messages.toml` is the source, everything called generated comes from it."""
