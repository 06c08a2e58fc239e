"""What a court officer needs: sentences to register and cases to allocate."""
