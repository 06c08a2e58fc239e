"""Is what lists keep of a person still so after every act of a whole sentence?"""

from __future__ import annotations

import pytest

from openprobation.demo import make, road, service
from openprobation.demo.plan import plan_person
from openprobation.foundation.clock import PUBLICATION_DAY
from openprobation.portals.practitioner import gathered
from openprobation.portals.practitioner.carried import CASES
from openprobation.portals.practitioner.person import PAGES

pytestmark = pytest.mark.django_db
ACTS = ("assess", "allocate", "hold", "look_again", "arrange", "write")
ON = PUBLICATION_DAY.date()
SHELVES = (gathered.LINES, PAGES, CASES)


@pytest.mark.slow
@pytest.mark.parametrize("number", [218, 273, 511, 3])
def test_after_every_act_what_was_kept_before_it_is_so_or_is_not_read(number, monkeypatch):
    proofs = []

    def watched(act):
        def watch(*args, person_id, **about):
            for shelf in SHELVES:
                shelf.gather([person_id], at=PUBLICATION_DAY, on=ON)
                assert shelf.kept([person_id], at=PUBLICATION_DAY, on=ON)
            done = act(*args, person_id=person_id, **about)
            proofs.append(gathered.prove(at=PUBLICATION_DAY, on=ON))
            return done

        return watch

    for name in ACTS:
        monkeypatch.setattr(road, name, watched(getattr(road, name)))
    made = service.set_up()

    with make.nothing_beside_it():
        road.make(plan_person(number), service=made)

    assert len(proofs) > 5
    assert [proof for proof in proofs if proof.unequal] == []
