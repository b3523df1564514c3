"""Persona packs as documents: read, checked and tested as texts. What a pack means when it judges is the engine's."""
