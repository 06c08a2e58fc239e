"""Commands about organisations and who keeps them."""
