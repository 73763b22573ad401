"""What can be done by a key, as data: the shortcuts are made from it, and the table of keys in the manual."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Action:
    """A key and what it does; ``name`` is the window's method, or that of one of its parts.

    A key without a method is told, not bound.
    """

    keys: str
    text: str
    name: str = ""


ACTIONS = (
    Action("Ctrl+K", "Search; so does / or just typing", "go_to_search"),
    Action("↑ ↓ Enter", "Choose among the results and open"),
    Action("Ctrl+N", "New customer", "start_new"),
    Action("Ctrl+Shift+N", "Copy this customer to another store", "copy_customer"),
    Action("Ctrl+E", "Customers in bulk", "open_bulk"),
    Action("F2", "Scan an ID with the camera or from a photo; a scanner works at any time", "scanning.show_panel"),
    Action("Shift+F2", "Scan doctor: what a scanner does wrong", "scanning.show_doctor"),
    Action("F3", "Do what a message offers: undo, try again, sign in", "message.act"),
    Action("F4", "Check in; once more for the queue", "check_in"),
    Action("F6", "Queue: C called, D done, L left, U undo", "go_to_queue"),
    Action("F7", "Take what a scanned card says otherwise", "arrival.take_ticked"),
    Action("F8", "The customer agrees to be kept", "arrival.agree"),
    Action("F9", "Go on with unfinished work", "unfinished.go_to"),
    Action("Shift+F9", "Changes that wait for a store", "outgoing.show_list"),
    Action("Ctrl+S", "Save", "save"),
    Action("Esc", "Discard, close or go back", "go_back"),
    Action("Ctrl+1", "Profile", "show_profile"),
    Action("Ctrl+2", "Addresses", "show_addresses"),
    Action("Ctrl+3", "Documents", "show_documents"),
    Action("Ctrl+4", "Activity", "show_activity"),
    Action("F5", "Read again from the store", "read_again"),
    Action("Ctrl+,", "Stores", "show_store_list"),
    Action("Ctrl+L", "Lock; another person signs in with a name and a PIN"),
    Action("Ctrl+Shift+L", "People at this desk, when the window hides itself, the journal", "lock.show_people"),
    Action("F1", "This manual, at these keys or at what you are doing"),
)
