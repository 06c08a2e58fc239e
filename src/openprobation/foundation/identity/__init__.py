"""Who is using the service, and how do they prove it?"""
