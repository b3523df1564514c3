"""The edge to Apache Kafka: the Faust app and its agents, the batch transport, tasks, transactions and recovery."""
