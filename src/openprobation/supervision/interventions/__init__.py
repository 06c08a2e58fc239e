"""Work with a person by a supplier or a programme: referral, sessions, and what came of it."""
