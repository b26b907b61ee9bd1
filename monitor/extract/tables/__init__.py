"""What belongs to one site or platform, as data: no code knows a publisher."""
