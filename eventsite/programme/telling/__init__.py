"""Who is told what a release changed, when, and in which words. What is told comes from releases, never the draft."""
