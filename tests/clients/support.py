"""What the tests of all clients share: where the service runs, who calls it, what it holds, and how a test is told.

Each script is run by tests/http/clients.test.mjs against a service of its own that holds the sample data.
"""
import json
import os
import pathlib
import re
import sys
import unittest
import warnings

# 127.0.0.1 and a port.
ADDRESS = os.environ["SERVICE_ADDRESS"]
URL = "http://" + ADDRESS

PASSWORD = "help-request-demo"
CALLER = ("cti.integration", PASSWORD)
WITHOUT_ROLE = ("agent.desk", PASSWORD)
ADMINISTRATOR = ("admin", PASSWORD)
WRONG_PASSWORD = ("cti.integration", "no such password")
# Of another caller with the role, whose name is cti-cloud.
TOKEN = os.environ["SERVICE_TOKEN"]

ENDPOINT = "/helprequest/action/create_or_update"

# Of the sample data: an interaction, its number, its help request, and its help action, of coaching.
REFUND = "d4dec70f3b4bfe101baa9f7e53e45a5d"
REFUND_NUMBER = "IMS0000001"
HELP_REQUEST = "5a1e0f034f3bfe101baa9f7e53e45a11"
COACH = "d25f034f3b4bfe101baa9f7e53e45a9f"

MISSING = "00000000000000000000000000000000"

INTERACTION_FIELDS = (
    "sys_id number type state short_description opened_at closed_at assigned_to opened_for active work_notes opened_by"
    " closed_by direction state_reason caller_phone_number client_session_id parent contact account consumer company"
    " location assignment_group help_request context_table context_document channel_metadata_table"
    " channel_metadata_document duration category subcategory virtual_agent agent_chat help_requested recording_url"
    " transcript sys_class_name sys_domain sys_tags sys_created_on sys_created_by sys_updated_on sys_updated_by"
    " sys_mod_count"
).split()

HARD_TO_SEND = "100% & more? <ä> 'it's' + \"#1\""

# Calls for the tests of lists, with every kind of value that a query can look for. The service gives an open call no
# closed_at, so one of them has none.
CALLS = [
    {"type": "phone", "state": "new", "short_description": "Refund is late", "closed_at": "2026-03-01 09:00:00"},
    {"type": "phone", "state": "on_hold", "short_description": "Sign-in fails", "closed_at": "2026-03-01 10:00:00"},
    {"type": "chat", "state": "wrap_up", "short_description": "Where is my refund", "closed_at": "2026-03-01 11:00:00"},
    {"type": "chat", "state": "new", "short_description": HARD_TO_SEND, "closed_at": "2026-03-02 09:00:00"},
    {"type": "chat", "state": "new", "short_description": "Invoice, two pages", "closed_at": "2026-03-02 10:00:00"},
    {"type": "video", "state": "new", "short_description": "Contract", "assigned_to": "agent.desk"},
    {"type": "video", "state": "closed_complete", "short_description": "Refund", "closed_at": "2026-03-03 09:00:00"},
]
# The kind of record that the tests of lists look at, whatever else the service holds.
CALLER_OF_CALLS = "caller of the tests"
IS_CALL = "opened_for=" + CALLER_OF_CALLS


_MESSAGES = json.loads((pathlib.Path(__file__).parent.parent / "messages.json").read_text(encoding="utf-8"))


def message(name, **values):
    """A message of tests/messages.json with its placeholders filled."""
    parts = re.split(r"\{(\w+)\}", _MESSAGES[name])
    if set(parts[1::2]) != set(values):
        raise KeyError(f"{name} has the placeholders {parts[1::2]}, not {sorted(values)}")
    parts[1::2] = [values[placeholder] for placeholder in parts[1::2]]
    return "".join(parts)


def said(name, **values):
    """A pattern of such a message, in which a placeholder without a value is any text."""
    placeholders = re.findall(r"\{(\w+)\}", _MESSAGES[name])
    open_ = {placeholder: "\0" for placeholder in placeholders if placeholder not in values}
    return re.escape(message(name, **values, **open_)).replace(re.escape("\0"), ".*")


def calls(caller=CALLER_OF_CALLS):
    """The calls as they are registered."""
    return [dict(call, opened_for=caller) for call in CALLS]


def new_interaction(created, **given):
    """An interaction of the caller as it is shown after it was created, with the values that the service has chosen."""
    made = dict.fromkeys(INTERACTION_FIELDS, "")
    made.update(state="new", active="true", opened_by=CALLER[0], sys_created_by=CALLER[0], sys_updated_by=CALLER[0])
    made.update(dict.fromkeys(("virtual_agent", "agent_chat", "help_requested"), "false"))
    made.update(sys_class_name="interaction", sys_domain="global", sys_mod_count="0")
    made.update({name: created[name] for name in ("sys_id", "number", "sys_created_on")})
    made.update(sys_updated_on=created["sys_created_on"], **given)
    return made


def link(table, sys_id):
    """The address of a record."""
    return "%s/api/now/table/%s/%s" % (URL, table, sys_id)


class _Result(unittest.TestResult):
    """Prints a line of JSON for each test that has ended."""

    def __init__(self, *args):
        super().__init__(*args)
        self._failures = {}

    def _fail(self, test, error):
        self._failures.setdefault(test.id(), []).append(self._exc_info_to_string(error, test))

    def addFailure(self, test, error):
        super().addFailure(test, error)
        self._fail(test, error)
        # setUpClass and its like are no tests, and do not stop.
        if not hasattr(test, "_testMethodName"):
            self.stopTest(test)

    addError = addFailure

    def addSubTest(self, test, subtest, error):
        super().addSubTest(test, subtest, error)
        if error:
            self._fail(test, error)
            self._failures[test.id()][-1] = f"{subtest}\n" + self._failures[test.id()][-1]

    def stopTest(self, test):
        super().stopTest(test)
        name = getattr(test, "_testMethodName", test.id()).replace("test_", "", 1).replace("_", " ")
        print(json.dumps({"name": name, "failures": self._failures.get(test.id(), [])}), flush=True)


def main():
    """Runs the tests of the script."""
    warnings.simplefilter("ignore")
    result = _Result()
    unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"]).run(result)
    sys.exit(0 if result.wasSuccessful() else 1)
