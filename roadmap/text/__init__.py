"""Text utilities: slugs, French typography, dates, input parsing. Imports no other package of the project."""
