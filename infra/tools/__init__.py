"""Commands for developers, CI and operators."""
