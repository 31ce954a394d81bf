"""Pure functions and frozen data: no I/O, no clock, no randomness."""
