"""Which mentions tell one event: block, compare, cluster, derive. Pure functions, no store."""
