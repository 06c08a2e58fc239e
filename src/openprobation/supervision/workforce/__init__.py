"""Who does the work and the time they have: hours, absence, load, staff supervision, training, morale."""
