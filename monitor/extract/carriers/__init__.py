"""The formats that carry live blogs: one extractor per module, a function `Document → Reading | Absent`."""
