"""How is the whole record kept a second time, and brought back?

    openprobation backup FOLDER    one sealed file of every row and every kept file
    openprobation restore FILE     the record as it was, in an empty database or with --replace

`sealing` is the envelope (encryption in chunks), `contents` what lies in it (lines, files, the list of
both), `rows` how tables become lines and lines tables, `files` how the folder of files is swapped,
`actions` the two acts. Why a format of our own: docs/decisions/0013.
"""
