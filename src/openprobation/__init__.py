"""OpenProbation: the open system that runs probation and shows how well it is done."""
