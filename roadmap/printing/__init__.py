"""Print: the whole roadmap as one accessible PDF, and the images that shared links show."""
