"""Packaging: what goes into each function's zip."""
