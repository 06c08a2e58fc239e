"""The editor's pages: articles, and the e-mail at noon."""
