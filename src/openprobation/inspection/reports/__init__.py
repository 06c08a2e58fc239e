"""What inspectors published: judgements, findings, recommendations, and their pictures."""
