"""What leaves this desk: written down first, sent, looked for where its answer was lost, and shown while it waits."""
