"""What a typed word may have meant: short names, names that sound alike, names that are misspelled.

It works on the vocabulary, the distinct words of the customers' names (about a hundred thousand for a million
customers), and never on the customers themselves.
"""

from app.storage.index.forgiveness.alternatives import Alternative, Forgiveness
from app.storage.index.forgiveness.vocabulary import FORGIVENESS_STATEMENTS, note_words

__all__ = ["FORGIVENESS_STATEMENTS", "Alternative", "Forgiveness", "note_words"]
