"""What the daemon owes to whoever runs it: log lines, word to systemd, a heartbeat for health checks."""
