"""Tests of topics, through the public edge."""
