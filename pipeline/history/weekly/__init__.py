"""The weekly report: whom personas kept out and where they came from, what that costs, and what to look at; from decisions."""
