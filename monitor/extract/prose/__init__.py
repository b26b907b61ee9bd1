"""Pages without elements that hold an entry each: lines, told apart by those that sign and date them."""
