"""Tests of groups, through the public edge."""
