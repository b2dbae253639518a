"""HTTP: Graph routes, the driver under /_sandbox and the phone page, all on one chalice app."""
