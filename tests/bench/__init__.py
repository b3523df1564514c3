"""`make bench`: what one worker takes, beside what else one would write, on one broker, with the same events.

Reading order: __main__ (the run), cases (what is published), work (what is done with it), contenders (who does it).
"""
