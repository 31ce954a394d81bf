"""The imperative shell: one public function per user story."""
