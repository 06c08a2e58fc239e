"""Does the next officer read what works with somebody and what gets in the way?"""

from openprobation.rules.handover import Known, draft


def test_the_handover_is_drafted_from_what_was_noted_of_working_with_them():
    known = Known(
        name="Lee Ashworth",
        called="Lee",
        age=30,
        language="English",
        needs_interpreter=False,
        works=("Walking while we talk",),
        barriers=("No bus before ten.",),
    )

    text = draft(known).what_works.text

    assert "Walking while we talk." in text
    assert "Gets in the way: No bus before ten." in text
