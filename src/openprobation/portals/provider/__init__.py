"""A supplier's own door: the referrals sent to it with their risk summary, and nothing else."""
