"""Facts out of events: one file per family, pure and cached by value; `enrich.enrich` is the door, `facts` the catalogue."""
