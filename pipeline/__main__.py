"""`python -m pipeline` is the command `leadsieve`."""

from pipeline.cli.main import main

if __name__ == "__main__":
    main()
