"""History: event files and stage logs through the same stages, without a broker; and traffic to make some with."""
