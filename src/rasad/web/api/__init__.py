"""The JSON interface under /api/v1: filters and ids in, records and a description (OpenAPI) out; docs/api.md tells it to people."""
