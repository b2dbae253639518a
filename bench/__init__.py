"""What is measured, beside its budget (`make bench`; docs/performance.md says how)."""
