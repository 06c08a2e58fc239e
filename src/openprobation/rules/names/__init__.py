"""How is somebody found by a name that is misspelt, misheard or written in another script?

Two steps, so that any database can do it. (1) Each word of a name gives a few signed 64-bit numbers
(`search_keys`), stored beside the person: its spelling with any one letter left out, and how it
sounds. A search makes the same numbers (`query_keys`) and takes those with numbers in common, most
first. (2) The few found are put in order by `score`.

One letter left out on either side finds a letter added, lost or changed and two swapped; only the
first seven letters are used, so that a name costs about twenty numbers.
"""

from openprobation.rules.names.keys import query_keys, search_keys
from openprobation.rules.names.likeness import CLOSE, alike, score
from openprobation.rules.names.query import PersonQuery, parse_query
from openprobation.rules.names.writing import normalise, sound, words_of

__all__ = [
    "CLOSE",
    "PersonQuery",
    "alike",
    "normalise",
    "parse_query",
    "query_keys",
    "score",
    "search_keys",
    "sound",
    "words_of",
]
