"""Work in a team: accounts, sessions and what was signed in; a file beside the project, since it belongs to the server, not to the data."""
