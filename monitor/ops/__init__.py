"""What the daemon owes to whoever runs it: log lines, word to systemd, a heartbeat, an ear for commands."""
