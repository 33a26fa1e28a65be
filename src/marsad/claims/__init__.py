"""From a marked text to its claims: triggers, their roles, who says so, and how certain."""
