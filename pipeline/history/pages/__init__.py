"""Pages: self-contained HTML for people, in French and in English, without a script and without an address to fetch."""
