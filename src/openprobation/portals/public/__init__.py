"""The pages anybody may read: what was published about probation, and what this service is."""
