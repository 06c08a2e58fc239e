"""Pages of published documents."""
