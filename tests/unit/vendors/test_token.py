"""The token: bought once for its whole life, by one caller for all."""

from __future__ import annotations

import asyncio
import gc

import pytest

from app.core.errors import AppError, NotSignedIn, Offline
from app.vendors.token import Token, TokenKeeper
from tests.unit.vendors.scripted_server import FakeTime, run


class Shop:
    """Sells tokens t1, t2, ... and counts them."""

    def __init__(self, seconds: float = 7200.0) -> None:
        self.sold = 0
        self.seconds = seconds
        self.asked = 0
        self.failure: AppError | None = None
        self.time = FakeTime()
        self.keeper = TokenKeeper(self.sell, self.time.clock, 60.0)

    async def sell(self) -> Token:
        """One token, after a moment."""
        self.asked += 1
        failure = self.failure
        await asyncio.sleep(0.01)
        if failure:
            raise failure
        self.sold += 1
        return Token(f"t{self.sold}", self.seconds)


def test_a_token_is_used_for_its_whole_life_but_a_minute() -> None:
    """Vendors refuse clients that sign in more often than needed (Treez v2 page "Authorization")."""

    async def work() -> None:
        shop = Shop()
        assert await shop.keeper.token() == "t1"
        shop.time.now += 7139
        assert await shop.keeper.token() == "t1"
        shop.time.now += 2
        assert await shop.keeper.token() == "t2"
        assert shop.sold == 2

    run(work)


def test_a_short_life_is_used_for_its_half_at_least() -> None:
    """A margin longer than the life would buy a token for every call."""

    async def work() -> None:
        shop = Shop(10.0)
        await shop.keeper.token()
        shop.time.now += 4.9
        assert await shop.keeper.token() == "t1"
        shop.time.now += 0.2
        assert await shop.keeper.token() == "t2"

    run(work)


def test_callers_at_the_same_time_share_one_purchase() -> None:
    """Single flight, also when the first of them goes away."""

    async def work() -> None:
        shop = Shop()
        first = asyncio.create_task(shop.keeper.token())
        others = [asyncio.create_task(shop.keeper.token()) for _ in range(5)]
        await asyncio.sleep(0)
        first.cancel()
        assert await asyncio.gather(*others) == ["t1"] * 5
        assert shop.sold == 1
        await asyncio.gather(first, return_exceptions=True)

    run(work)


def test_a_refused_token_is_renewed_once_for_all() -> None:
    """Two calls that meet a refusal of the same token buy one new one."""

    async def work() -> None:
        shop = Shop()
        await shop.keeper.token()
        renewed = await asyncio.gather(*(shop.keeper.token(refused="t1") for _ in range(3)))
        assert renewed == ["t2"] * 3
        assert await shop.keeper.token(refused="t1") == "t2"
        assert shop.sold == 2

    run(work)


def test_a_failed_purchase_is_told_to_all_and_tried_again_later() -> None:
    """Nothing sticks, and an error nobody waits for is not reported as forgotten."""

    async def work() -> None:
        reported: list[object] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, context: reported.append(context))
        shop = Shop()
        shop.failure = NotSignedIn("no")
        outcomes = await asyncio.gather(*(shop.keeper.token() for _ in range(3)), return_exceptions=True)
        assert all(isinstance(outcome, NotSignedIn) for outcome in outcomes)
        gone = asyncio.create_task(shop.keeper.token())
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.sleep(0.05)
        gc.collect()
        assert not reported
        shop.failure = None
        assert await shop.keeper.token() == "t1"
        await asyncio.gather(gone, return_exceptions=True)

    run(work)


def test_whoever_asks_while_a_purchase_fails_is_told_how_it_is_now() -> None:
    """A purchase that set out before the line was back says nothing about the store of whoever asks after that."""

    async def work() -> None:
        shop = Shop()
        shop.failure = Offline("no route")
        before = asyncio.create_task(shop.keeper.token())
        await asyncio.sleep(0.001)
        shop.failure = None
        after = [asyncio.create_task(shop.keeper.token()) for _ in range(3)]
        with pytest.raises(Offline):
            await before
        assert await asyncio.gather(*after) == ["t1"] * 3
        assert shop.asked == 2

    run(work)


def test_whoever_asks_in_the_moment_in_which_a_purchase_fails_begins_another() -> None:
    """Between its failure and what the loop does about that, a purchase is no more under way than after it."""

    async def work() -> None:
        after: list[asyncio.Task[str]] = []

        async def sell() -> Token:
            if after:
                return Token("t1", 60.0)
            await asyncio.sleep(0)
            after.append(asyncio.create_task(keeper.token()))
            raise Offline("no route")

        keeper = TokenKeeper(sell, FakeTime().clock, 60.0)
        with pytest.raises(Offline):
            await keeper.token()
        assert await after[0] == "t1"

    run(work)


@pytest.mark.parametrize(("failure", "times"), [(Offline("no route"), 2), (NotSignedIn("no"), 1)])
def test_a_failing_purchase_is_repeated_once_and_never_against_a_refusal(failure: AppError, times: int) -> None:
    """Who waits longest waits for two; a vendor that said no is not asked again."""

    async def work() -> None:
        shop = Shop()
        shop.failure = failure
        outcomes = await asyncio.gather(*(shop.keeper.token() for _ in range(4)), return_exceptions=True)
        assert outcomes == [failure] * 4
        assert shop.asked == times

    run(work)


def test_closing_forgets_the_token_and_ends_a_purchase() -> None:
    """Nothing is left running."""

    async def work() -> None:
        shop = Shop()
        task = asyncio.create_task(shop.keeper.token())
        await asyncio.sleep(0)
        await shop.keeper.close()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await shop.keeper.token() == "t1"
        await shop.keeper.close()
        assert await shop.keeper.token() == "t2"

    run(work)


def test_a_token_is_not_shown() -> None:
    """No repr, so no log and no traceback, holds it."""
    assert "t0p" not in repr(Token("t0p", 1.0))
