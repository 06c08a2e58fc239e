"""How a file of ours reaches a browser."""
