"""A real WordPress, with the plugins that make it ask Charte."""
