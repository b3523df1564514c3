"""The judgement: packs compiled to closures, three-valued evaluation, score, verdict and its words. Pure."""
