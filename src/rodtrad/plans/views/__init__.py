"""The pages of plans. Each asks the package's own door and renders; nothing is decided here."""
