"""What follows when somebody does not do what an order requires: time to explain, warning, breach."""
