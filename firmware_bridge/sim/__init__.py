"""The board without hardware: the real firmware core, compiled for this machine and run as a process."""
