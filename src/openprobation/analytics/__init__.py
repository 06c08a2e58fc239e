"""What do the figures say? Pure: tables and figures in, tables and pictures out."""
