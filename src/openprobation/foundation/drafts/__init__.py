"""Nothing typed is lost, and nothing is sent twice."""
