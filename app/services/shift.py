"""Who is at the desk: signing in, locking, what needs a manager, and the list of the people who work here."""

from __future__ import annotations

from collections.abc import Callable

from app.core.errors import AccessDenied, NotOffered
from app.core.staff import Approval, Member, Privilege, Role
from app.ports import Clock, Staff
from app.services.activity import Activity, Deed
from app.services.checkin import CheckIn


class Shift:
    """The people of the desk and the one who is signed in. ``changed`` is called after each change.

    At a desk without people nobody signs in, everybody may do everything, and ``account`` (whoever the window belongs to
    by the operating system) stands for the person. The first one to be added is a manager. Whoever signed in last stays
    ``current`` while the desk is locked: what goes on in the background is still theirs.
    """

    def __init__(
        self, staff: Staff | None, activity: Activity, checkin: CheckIn, clock: Clock, account: str = ""
    ) -> None:
        self._staff = staff
        self._activity = activity
        self._checkin = checkin
        self._clock = clock
        self._account = account
        self._approvals: set[Approval] = set()
        self.members: tuple[Member, ...] = ()
        self.current: Member | None = None
        self.is_locked = False
        self.changed: Callable[[], None] = lambda: None
        checkin.allow_override = self._allow_override
        self._note_who()

    async def open(self) -> None:
        """Find out who works here; where somebody does, the desk is locked until one of them signs in. MachineFault."""
        self.members = tuple(await self._staff.members()) if self._staff else ()
        self.current = None
        self.is_locked = bool(self.members)
        self._tell()

    @property
    def expects_people(self) -> bool:
        """Whether somebody may work here, as far as that is known before `open` has answered."""
        return self._staff is not None and self._staff.are_expected()

    @property
    def who(self) -> str:
        """The name that everything done now is noted with."""
        return self.current.name if self.current else self._account

    @property
    def can_have_people(self) -> bool:
        """Whether there is somewhere to keep them."""
        return self._staff is not None

    # ---------------------------------------------------------------------------------------- signing in

    async def sign_in(self, name: str, pin: str) -> Member:
        """Begin, switch or unlock. PinRefused, NotFound, MachineFault. With somebody else every manager's word ends."""
        member = await self._kept().sign_in(name, pin, self._clock.now())
        if self.current is None or self.current.name != member.name:
            self._approvals.clear()  # a manager's word is for whoever it was given to
        self.current = member
        self.is_locked = False
        self._note_who()
        self._activity.note(None, Deed.SIGNED_IN)
        self._tell()  # the window is there again from here on, and what is noted of it comes after
        return self.current

    def lock(self) -> None:
        """Let nobody in without a PIN; nothing at a desk without people."""
        if self.members and not self.is_locked:
            self.is_locked = True
            self._activity.note(None, Deed.LOCKED)
            self._tell()

    # ---------------------------------------------------------------------------------------- what needs a manager

    def may(self, privilege: Privilege) -> bool:
        """Whether whoever is at the desk may do that without a manager's word."""
        del privilege  # one rule for all of them so far: a manager may
        return not self.members or (self.current is not None and self.current.is_manager)

    def managers(self) -> tuple[Member, ...]:
        """Those who can give their word."""
        return tuple(one for one in self.members if one.is_manager)

    async def approve(self, name: str, pin: str, privilege: Privilege) -> Approval:
        """A manager's word for one thing; whoever is signed in stays so. PinRefused, NotFound, AccessDenied."""
        member = await self._kept().sign_in(name, pin, self._clock.now())
        if not member.is_manager:
            raise _needs_manager()
        approval = Approval(member.name, privilege)
        self._approvals.add(approval)
        return approval

    def use(self, privilege: Privilege, approval: Approval | None) -> str:
        """Take a manager's word for the one thing it was given for; AccessDenied where there is none and one is needed.

        Answers whose word it was, "" where whoever is signed in needs none.
        """
        if self.may(privilege):
            return ""
        by = self._check(privilege, approval)
        self._approvals -= {approval}
        self._activity.note(None, Deed.ALLOWED, f"{privilege} by {by}")
        return by

    def _allow_override(self, approval: Approval | None) -> str:
        return self.use(Privilege.OVERRIDE, approval)

    def withdraw(self, approval: Approval | None) -> None:
        """A manager's word counts no longer, whether it was used or not."""
        self._approvals -= {approval}

    def _check(self, privilege: Privilege, approval: Approval | None) -> str:
        if approval is None or approval not in self._approvals or approval.privilege is not privilege:
            raise _needs_manager()
        return approval.by

    # ---------------------------------------------------------------------------------------- people

    async def add(self, member: Member, pin: str, approval: Approval | None = None) -> Member:
        """Take somebody in. AccessDenied, Duplicate, InvalidInput. The first one is a manager, and signed in with that."""
        self.refuse_without_word(approval)
        is_first = not self.members
        added = await self._kept().add(Member(member.name, Role.MANAGER) if is_first else member, pin)
        if is_first:
            self.current = added
        await self._read()
        self._activity.note(None, Deed.STAFF, f"{added.name} added as {added.role}")
        return added

    async def change_pin(self, name: str, pin: str, approval: Approval | None = None) -> None:
        """Give somebody another PIN. AccessDenied, InvalidInput, NotFound. One's own needs no manager."""
        if self.current is None or self.current.name != name:
            self.refuse_without_word(approval)
        await self._kept().change_pin(name, pin)
        self._activity.note(None, Deed.STAFF, f"{name} has a new PIN")

    async def change_role(self, name: str, role: Role, approval: Approval | None = None) -> None:
        """Make somebody a manager or a clerk. AccessDenied, also for the last manager; NotFound."""
        self.refuse_without_word(approval)
        await self._kept().change_role(name, role)
        self._activity.note(None, Deed.STAFF, f"{name} made {role}")
        await self._read()

    async def remove(self, name: str, approval: Approval | None = None) -> None:
        """Forget somebody; whoever was signed in as such has to sign in anew. AccessDenied, NotFound."""
        self.refuse_without_word(approval)
        await self._kept().remove(name)
        self._activity.note(None, Deed.STAFF, f"{name} removed")
        await self._read()

    def refuse_without_word(self, approval: Approval | None) -> None:
        """AccessDenied where nobody may change the list of people, and what is set in it, now.

        The word for it holds for as long as the list is open.
        """
        if not self.may(Privilege.PEOPLE):
            self._check(Privilege.PEOPLE, approval)

    async def _read(self) -> None:
        self.members = tuple(await self._kept().members())
        if self.current is not None:
            self.current = next((one for one in self.members if one.name == self.current.name), None)
            self.is_locked = self.is_locked or self.current is None
        self._tell()

    # ---------------------------------------------------------------------------------------- telling

    def _kept(self) -> Staff:
        if self._staff is None:
            raise NotOffered("No people can be kept at this desk.", "It works without them.", "")
        return self._staff

    def _tell(self) -> None:
        self._note_who()
        self.changed()

    def _note_who(self) -> None:
        self._activity.who = self._checkin.clerk = self.who


def _needs_manager() -> AccessDenied:
    return AccessDenied(
        "Only a manager can allow this.",
        "Nothing was done, and everything typed is kept.",
        "Ask a manager to choose their name and type their PIN.",
    )
