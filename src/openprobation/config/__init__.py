"""How it is put together: settings, addresses, who may do what, and what follows from what."""
