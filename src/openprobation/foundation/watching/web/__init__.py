"""What does a program that watches the service read?"""
