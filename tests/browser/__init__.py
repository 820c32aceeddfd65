"""Tests in Chromium: what people see and do, as they see and do it."""
