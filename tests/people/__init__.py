"""Tests of people, through the public edge."""
