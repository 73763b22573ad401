"""What stays on this machine: settings, secrets, the log, and where each of them lives."""
