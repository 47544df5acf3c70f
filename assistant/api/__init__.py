"""Vigie for programs: the API under `/api/v1`, and the same abilities as MCP tools."""
