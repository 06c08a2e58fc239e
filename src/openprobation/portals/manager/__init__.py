"""What a senior needs: cases to assign, looks to review, who saw what."""
