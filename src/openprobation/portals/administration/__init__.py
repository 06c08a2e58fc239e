"""What an administrator keeps: organisations, teams, posts, accounts and restriction lists."""
