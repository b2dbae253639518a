"""The words of the product: ids, keys, entities' rules, errors and ports. No I/O and no vendor."""
