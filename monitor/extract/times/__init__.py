"""Times, as machines and as people in nine languages write them, read into aware UTC."""
