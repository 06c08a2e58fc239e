"""Which organisation supervises this person, and why?

From June 2014 to June 2021 the National Probation Service (NPS) held people of high risk of serious
harm, those eligible for MAPPA, those with a risk-of-serious-recidivism score (RSR) at or above a
threshold, foreign nationals liable to deportation and cases of public interest; the company (CRC)
of the area held the rest. Source: PI 05/2014, case allocation [page]; threshold: see its certainty.
Afterwards there is one organisation.

Any one ground is enough for the NPS. The CRC needs every one to be known and absent: what is
missing goes to a person, never to the CRC by default.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from openprobation.rules.policy import (
    DEFAULT_PACK,
    SPLIT_ON,
    UNIFIED_ON,
    Dated,
    Pack,
    Rule,
    Timeline,
)
from openprobation.vocabulary.allocations import ProviderKind
from openprobation.vocabulary.risk import HarmLevel

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class ProviderModel:
    """Who shares the work. With two providers, the harm levels that are the public one's."""

    providers: tuple[ProviderKind, ...]
    public_harm_levels: tuple[HarmLevel, ...] = ()

    @property
    def is_one_organisation(self) -> bool:
        return len(self.providers) == 1


PROVIDERS = Timeline(
    "allocation.providers",
    "Which organisations supervise, and which of them holds whom",
    (
        Dated(
            SPLIT_ON,
            ProviderModel(
                (ProviderKind.NPS, ProviderKind.CRC), (HarmLevel.HIGH, HarmLevel.VERY_HIGH)
            ),
            "PI 05/2014 case allocation; Offender Rehabilitation Act 2014 era [page]",
            90,
        ),
        Dated(
            UNIFIED_ON,
            ProviderModel((ProviderKind.PROBATION_SERVICE,)),
            "Probation Service target operating model, June 2021 [page]",
            95,
        ),
    ),
)
RSR_THRESHOLD = Timeline(
    "allocation.rsr_threshold",
    "RSR score from which the National Probation Service supervises",
    (Dated(SPLIT_ON, Decimal("6.89"), "PI 05/2014 [general knowledge]", 80),),
)


@dataclass(frozen=True, slots=True)
class AllocationInputs:
    """What is known on the day. None means nobody knows yet, which is not the same as no.

    `rsr` is a percentage (6.89 = 6.89 %). `crc` names the company of the area the person lives in.
    """

    harm: HarmLevel | None
    is_mappa_eligible: bool | None
    rsr: Decimal | None
    is_liable_to_deportation: bool | None
    is_public_interest: bool | None
    crc: str | None

    def __post_init__(self) -> None:
        if self.rsr is not None and not Decimal(0) <= self.rsr <= Decimal(100):
            raise ValueError(f"An RSR score is a percentage from 0 to 100, not {self.rsr}.")

    def as_record(self) -> dict[str, str | bool | None]:
        """As given, to store with the decision (JSON); the score as it was written."""
        record = asdict(self)
        record["harm"] = None if self.harm is None else self.harm.value
        record["rsr"] = None if self.rsr is None else str(self.rsr)
        return record


@dataclass(frozen=True, slots=True)
class Ground:
    """One thing that was looked at. `is_met` None: not known. `says` tells it in a sentence."""

    code: str
    title: str
    is_met: bool | None
    says: str


@dataclass(frozen=True, slots=True)
class AllocationDecision:
    """Which organisation, by which rule, from which inputs; or why a person decides."""

    provider: ProviderKind | None
    organisation: str | None
    code: str
    title: str
    because: str
    rule: Rule[ProviderModel]
    inputs: AllocationInputs
    decided_by: tuple[Ground, ...]
    left_alone: tuple[Ground, ...]
    missing: tuple[str, ...]

    @property
    def is_for_a_person(self) -> bool:
        """Whether the rule stops and somebody must decide."""
        return self.provider is None

    def as_record(self) -> dict[str, object]:
        """Everything needed to explain the decision later (JSON)."""
        return {
            "provider": None if self.provider is None else self.provider.value,
            "organisation": self.organisation,
            "code": self.code,
            "title": self.title,
            "because": self.because,
            "rule": self.rule.as_record(),
            "inputs": self.inputs.as_record(),
            "decided_by": [asdict(ground) for ground in self.decided_by],
            "left_alone": [asdict(ground) for ground in self.left_alone],
            "missing": list(self.missing),
        }


def allocate(
    inputs: AllocationInputs, *, on: date, pack: Pack = DEFAULT_PACK
) -> AllocationDecision:
    """Decide which organisation supervises. `on` is the day of the sentence or release.

    Raises `NothingInForce` for days before June 2014.
    """
    model = PROVIDERS.on(on, pack=pack)
    if model.value.is_one_organisation:
        return _one_organisation(inputs, model)

    grounds = _grounds(inputs, model.value, RSR_THRESHOLD.on(on, pack=pack))
    met = tuple(ground for ground in grounds if ground.is_met)
    not_met = tuple(ground for ground in grounds if ground.is_met is False)
    unknown = tuple(ground for ground in grounds if ground.is_met is None)
    if met:
        return _public(inputs, model, met, not_met, unknown)
    if unknown:
        return _a_person(inputs, model, not_met, unknown)
    return _company(inputs, model, not_met)


def at_two_decimals(rsr: Decimal) -> Decimal:
    """A score as the threshold reads it: 6.885 becomes 6.89 and 6.8849 becomes 6.88."""
    return rsr.quantize(HUNDREDTH, rounding=ROUND_HALF_UP)


def _grounds(
    inputs: AllocationInputs, model: ProviderModel, threshold: Rule[Decimal]
) -> tuple[Ground, ...]:
    return (
        _harm_ground(inputs.harm, model),
        _yes_or_no(
            "mappa",
            "Eligible for MAPPA",
            inputs.is_mappa_eligible,
            yes="The person is eligible for MAPPA.",
            no="The person is not eligible for MAPPA.",
            unknown="whether the person is eligible for MAPPA",
        ),
        _rsr_ground(inputs.rsr, threshold),
        _yes_or_no(
            "deportation",
            "Foreign national liable to deportation",
            inputs.is_liable_to_deportation,
            yes="The person is a foreign national liable to deportation.",
            no="The person is not liable to deportation.",
            unknown="whether the person is liable to deportation",
        ),
        _yes_or_no(
            "public_interest",
            "Public interest",
            inputs.is_public_interest,
            yes="The case has been named one of public interest.",
            no="The case is not one of public interest.",
            unknown="whether this is a case of public interest",
        ),
    )


def _harm_ground(harm: HarmLevel | None, model: ProviderModel) -> Ground:
    title = "High or very high risk of serious harm"
    if harm is None:
        return Ground("harm", title, None, "the risk of serious harm")
    is_met = harm in model.public_harm_levels
    return Ground("harm", title, is_met, f"The risk of serious harm is {harm.label.lower()}.")


def _rsr_ground(rsr: Decimal | None, threshold: Rule[Decimal]) -> Ground:
    title = f"RSR score of {threshold.value} or more"
    if rsr is None:
        return Ground("rsr", title, None, "the RSR score")
    score = at_two_decimals(rsr)
    is_met = score >= threshold.value
    side = f"at or above the {threshold.value}" if is_met else f"below the {threshold.value}"
    says = f"The RSR score is {score}, {side} from which the National Probation Service supervises."
    return Ground("rsr", title, is_met, says)


def _yes_or_no(
    code: str, title: str, answer: bool | None, *, yes: str, no: str, unknown: str
) -> Ground:
    says = unknown if answer is None else yes if answer else no
    return Ground(code, title, answer, says)


def _public(
    inputs: AllocationInputs,
    model: Rule[ProviderModel],
    met: tuple[Ground, ...],
    not_met: tuple[Ground, ...],
    unknown: tuple[Ground, ...],
) -> AllocationDecision:
    """One ground is enough, so what is not known changes nothing; it is listed all the same."""
    return AllocationDecision(
        provider=ProviderKind.NPS,
        organisation=None,
        code=f"allocation.{met[0].code}",
        title=met[0].title,
        because=" ".join(ground.says for ground in met),
        rule=model,
        inputs=inputs,
        decided_by=met,
        left_alone=(*not_met, *unknown),
        missing=tuple(ground.says for ground in unknown),
    )


def _a_person(
    inputs: AllocationInputs,
    model: Rule[ProviderModel],
    not_met: tuple[Ground, ...],
    unknown: tuple[Ground, ...],
) -> AllocationDecision:
    missing = tuple(ground.says for ground in unknown)
    return AllocationDecision(
        provider=None,
        organisation=None,
        code="allocation.missing",
        title="Something is not known: a person decides",
        because=f"Nobody has recorded {_listed(missing)}. A person must decide who supervises.",
        rule=model,
        inputs=inputs,
        decided_by=unknown,
        left_alone=not_met,
        missing=missing,
    )


def _company(
    inputs: AllocationInputs, model: Rule[ProviderModel], not_met: tuple[Ground, ...]
) -> AllocationDecision:
    if inputs.crc is None:
        return AllocationDecision(
            provider=None,
            organisation=None,
            code="allocation.area",
            title="The area is not known: a person decides",
            because=(
                "No ground for the National Probation Service applies, but it is not known which"
                " company covers the person's address. A person must decide who supervises."
            ),
            rule=model,
            inputs=inputs,
            decided_by=(),
            left_alone=not_met,
            missing=("the area the person lives in",),
        )
    return AllocationDecision(
        provider=ProviderKind.CRC,
        organisation=inputs.crc,
        code="allocation.company",
        title="None of the grounds for the National Probation Service",
        because=" ".join(ground.says for ground in not_met),
        rule=model,
        inputs=inputs,
        decided_by=not_met,
        left_alone=(),
        missing=(),
    )


def _one_organisation(inputs: AllocationInputs, model: Rule[ProviderModel]) -> AllocationDecision:
    return AllocationDecision(
        provider=model.value.providers[0],
        organisation=None,
        code="allocation.one_service",
        title="One organisation supervises everybody",
        because="Since June 2021 the Probation Service supervises everybody.",
        rule=model,
        inputs=inputs,
        decided_by=(),
        left_alone=(),
        missing=(),
    )


def _listed(phrases: tuple[str, ...]) -> str:
    return phrases[0] if len(phrases) == 1 else f"{', '.join(phrases[:-1])} and {phrases[-1]}"
