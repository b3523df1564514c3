"""Candidate negative personas, found in what became of the leads: proposed by the older ones, judged by the newer."""
