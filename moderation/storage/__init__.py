"""Tables, transactions and queries; returns core dataclasses, never rows."""
