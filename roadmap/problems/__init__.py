"""Problems of the data: records, French messages, reports."""
