"""What can be bought for a person: services, their prices, orders between organisations, statements."""
