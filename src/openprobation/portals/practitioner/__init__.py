"""What an officer needs: the day, the cases, the person."""
