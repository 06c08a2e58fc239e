"""What does a picture look like? Figures in, its specification out; nothing is drawn here."""
