"""Leadsieve: judges B2B leads against negative personas while their events flow through Apache Kafka."""
