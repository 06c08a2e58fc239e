"""How is a service judged from a sample, and how far can the judgement be trusted?"""
