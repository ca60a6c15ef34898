"""Commands of the GitHub workflows: review of a pull request, comment on it, weekly watch.

Neither the check of the data nor the build of the site needs them, but for `build_products`.
"""
