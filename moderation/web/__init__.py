"""What people see: readers and moderators."""
