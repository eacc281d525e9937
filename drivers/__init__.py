"""Device drivers: one file per device kind. A driver knows its device and nothing of medicine."""
