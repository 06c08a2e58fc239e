"""What is done about a failure to comply?"""
