"""What we agreed to do with the person, whether the operating model is applied, and formal reviews."""
