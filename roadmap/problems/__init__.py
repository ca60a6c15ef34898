"""Problems: what is wrong and where, its French wording, the reports."""
