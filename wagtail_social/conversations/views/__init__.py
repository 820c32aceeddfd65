"""Everything people see and do in conversations."""
