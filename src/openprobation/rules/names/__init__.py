"""How is somebody found by a name that is misspelt, misheard or written in another script?

Three steps, so that any database can do it and each reads few rows. (1) The words typed are looked up
among all words anybody is called by (`spellings`), misspelt or heard. (2) Each person has a number
for every word, every two words, and every word with a date of birth (`search_keys`); `places` says
which of them the words that may have been meant ask for. (3) The few found are put in order by `score`.
"""

from openprobation.rules.names.keys import (
    MOST_WORDS,
    name_words,
    places,
    readings,
    search_keys,
    spellings,
    word_key,
)
from openprobation.rules.names.likeness import CLOSE, alike, score
from openprobation.rules.names.query import PersonQuery, parse_query
from openprobation.rules.names.writing import normalise, sound, words_of

__all__ = [
    "CLOSE",
    "MOST_WORDS",
    "PersonQuery",
    "alike",
    "name_words",
    "normalise",
    "parse_query",
    "places",
    "readings",
    "score",
    "search_keys",
    "sound",
    "spellings",
    "word_key",
    "words_of",
]
