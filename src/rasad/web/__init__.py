"""The review application: a project in, pages and a JSON interface for a browser out. Pages hold no rule: `project` decides."""
