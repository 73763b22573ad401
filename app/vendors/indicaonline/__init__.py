"""IndicaOnline, Open API v2.3."""
