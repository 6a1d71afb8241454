"""Releases: what is public, how one follows another, and what changes between them."""
