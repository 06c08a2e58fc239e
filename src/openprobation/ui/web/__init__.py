"""The catalogue of components, and what is shown when a page cannot be."""
