"""What the program found on every case of a frame, loaded from a file and set beside what inspectors judged."""
