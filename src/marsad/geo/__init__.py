"""Where it is: which place a name means, and the area that a told place becomes."""
