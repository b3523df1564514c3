"""The command line: one file a command, each thin over runtime, history and the core."""
