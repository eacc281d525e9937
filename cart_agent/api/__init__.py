"""The agent's local socket: newline-delimited JSON of the structs in `requests`, `views` and `pushes`.

A client connects, says `Hello`, gets one `Welcome` (a full snapshot), then pushes as things change.
Every other request is answered by exactly one `Reply` with the same `id`.
"""
