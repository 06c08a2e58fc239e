"""Letters, texts and e-mail wait in one outbox until it is safe to send them."""
