"""The window: the only package that knows Qt. Feature folders meet in `main_window`, not in each other."""
