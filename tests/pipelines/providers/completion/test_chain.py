import pytest

from contracts.settings import Settings
from pipelines.providers.completion import Busy, Completion, CutOff, Malformed, Price, Refused, Unfit
from pipelines.providers.completion.chain import LONGEST, REST, TRIES, Chain

GOOD = Completion('{"claims": []}', 1_000_000, 10)


class Scripted:
    """A model that does one thing after the other, the last one for ever."""

    def __init__(self, name, *does):
        self.provider, self.model, self.does, self.asked = name, "m", list(does), 0

    async def complete(self, system, user, schema):
        self.asked += 1
        one = self.does.pop(0) if len(self.does) > 1 else self.does[0]
        if isinstance(one, Exception):
            raise one
        return one


class Clock:
    """Time that passes when somebody sleeps."""

    def __init__(self):
        self.now, self.slept = 0.0, []

    def __call__(self):
        return self.now

    async def sleep(self, seconds):
        self.now += seconds
        self.slept.append(seconds)


def chain(*models, clock=None):
    clock = clock or Clock()
    return Chain([(model, Price(2, 0)) for model in models], clock, clock.sleep)


async def test_the_first_model_answers_and_the_second_is_not_asked():
    first, second = Scripted("a", GOOD), Scripted("b", GOOD)
    answer = await chain(first, second).ask("", "", {})
    assert (answer.data, answer.provider, answer.attempted, answer.cost_micros) == ({"claims": []}, "a", (), 2)
    assert second.asked == 0


async def test_one_that_is_busy_is_asked_again_when_it_wants_to_be():
    clock = Clock()
    model = Scripted("a", Busy(after=7.0), Busy(), GOOD)
    assert (await chain(model, clock=clock).ask("", "", {})).provider == "a"
    assert clock.slept == [7.0, 2.0]


@pytest.mark.parametrize("fails", [Busy(), Refused(), Unfit(), Completion("no", 1, 1), Completion("[]", 1, 1)])
async def test_where_one_cannot_answer_the_next_one_does_and_it_is_said_who_was_asked(fails):
    answer = await chain(Scripted("a", fails), Scripted("b", GOOD)).ask("", "", {})
    assert (answer.provider, answer.attempted) == ("b", ("a",))


async def test_one_that_stays_busy_rests_before_it_is_asked_again():
    clock, first = Clock(), Scripted("a", *[Busy()] * TRIES, GOOD)
    both = chain(first, Scripted("b", GOOD), clock=clock)
    assert (await both.ask("", "", {})).provider == "b"
    assert (await both.ask("", "", {})).attempted == ()
    assert first.asked == TRIES
    clock.now += REST
    assert (await both.ask("", "", {})).provider == "a"


async def test_nobody_waits_longer_than_that():
    clock, first = Clock(), Scripted("a", Busy(after=LONGEST + 1))
    assert (await chain(first, Scripted("b", GOOD), clock=clock).ask("", "", {})).provider == "b"
    assert (first.asked, clock.slept) == (1, [])


@pytest.mark.parametrize(
    "fails, what",
    [((Busy(), Refused()), Busy), ((Refused(), Busy()), Busy), ((Refused(), Unfit()), Unfit), ((Completion("", 0, 0),), Malformed)],
)  # fmt: skip
async def test_where_none_answers_it_is_said_whether_asking_again_may_help(fails, what):
    with pytest.raises(what):
        await chain(*(Scripted(str(place), one) for place, one in enumerate(fails))).ask("", "", {})


async def test_too_much_at_once_is_the_askers_to_divide():
    second = Scripted("b", GOOD)
    with pytest.raises(CutOff):
        await chain(Scripted("a", CutOff()), second).ask("", "", {})
    assert second.asked == 0


def test_without_a_model_in_the_settings_there_is_none():
    assert Chain.of(Settings(_env_file=None)) is None


def test_the_models_of_the_settings_are_asked_in_their_order():
    named = [{"task": "language", "name": name, "model": "m", "key": "k"} for name in ("anthropic", "groq")]
    made = Chain.of(Settings(_env_file=None, providers=[*named, {"task": "sentiment", "name": "cautious"}]))
    assert [link.model.provider for link in made._links] == ["anthropic", "groq"]
