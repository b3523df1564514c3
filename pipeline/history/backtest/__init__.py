"""Backtest: what a pack would have done to leads whose end is known, and what that would have cost."""
