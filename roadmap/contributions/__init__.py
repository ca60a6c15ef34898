"""What the workflows run: the review of a contribution, its comment, the weekly watch.

Nothing of it is needed to check the data or to build the site.
"""
