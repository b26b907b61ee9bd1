"""Several readings of one page → one, and the choice of what is taken from which, remembered."""
