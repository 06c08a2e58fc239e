"""An inspector's answers on a case, with the evidence for each; double scoring, agreement and moderation."""
