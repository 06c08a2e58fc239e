"""What could go wrong, to whom, and what protects them: harm, predictors, registrations."""
