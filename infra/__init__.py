"""What goes around the template: the local product, the sandbox, packaging, checks and operator scripts."""
