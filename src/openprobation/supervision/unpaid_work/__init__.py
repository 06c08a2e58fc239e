"""Hours owed to the community and worked: projects, sessions, the ledger of minutes."""
