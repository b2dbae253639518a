"""The product on this machine: the local AWS, the gateway, the demo (`make run`)."""
