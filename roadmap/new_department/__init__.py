"""New department: the site of another department."""
