"""Simulated lock boards, written from the boards' documents and sharing no code with the drivers.

    python -m drivers.simulated cu16 --pty /tmp/board --control /tmp/hands

They stand for the device, never for the driver. Nothing of the product imports this package.
"""
