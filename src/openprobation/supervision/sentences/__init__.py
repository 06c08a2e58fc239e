"""Why we hold them: orders, licences, requirements, conditions, end dates."""
