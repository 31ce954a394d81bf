"""The real-name policy, the newsroom's name book, and how names sound."""
