"""Several stores at one desk: the list of them, choosing one, and what a copy to another one left out."""
