"""The certificate of readiness of a room."""
