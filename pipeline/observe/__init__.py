"""What an operator sees of a worker: metrics, logs, health. It watches and never steers; no personal data leaves by it."""
