"""The signed feed of newer versions: the only place that knows how a signature is proven."""
