"""Published documents and open data, at addresses that last."""
