"""pysnc 1.2: GlideRecord, as a script on a ServiceNow instance has it."""
import datetime
import unittest

import requests
from pysnc import ServiceNowClient
from pysnc.exceptions import (
    AuthenticationException,
    InstanceException,
    NotFoundException,
    RequestException,
    RoleException,
)

import support
from support import INTERACTION_FIELDS, MISSING, said

# pysnc takes no http:// but in capitals.
INSTANCE = "HTTP://" + support.ADDRESS
PAGE_SIZES = (1, 2, 3, 6, 7, 100)


def client(user=support.CALLER):
    return ServiceNowClient(INSTANCE, user)


def record(table, user=support.CALLER, **options):
    return client(user).GlideRecord(table, **options)


def insert(table, **values):
    gr = record(table)
    gr.initialize()
    for name, value in values.items():
        gr.set_value(name, value)
    gr.insert()
    return gr


class TestCase(unittest.TestCase):
    maxDiff = None

    def assertRefused(self, exception, message, call):
        """The call raises the client's exception, which holds what the service has said."""
        with self.assertRaises(exception) as raised:
            call()
        answer = raised.exception.args[0]
        self.assertEqual(answer["status"], "failure")
        self.assertRegex(answer["error"]["message"], message)
        return answer["error"]


class Records(TestCase):
    def test_an_interaction_is_registered_read_updated_and_deleted(self):
        gr = record("interaction")
        gr.initialize()
        self.assertTrue(gr.is_new_record())
        gr.type = "phone"
        gr.short_description = "Ä \"quoted\" caller"
        gr.set_value("opened_at", "2026-03-01 09:00:00")
        gr.closed_at = None
        sys_id = gr.insert()

        self.assertRegex(str(sys_id), "^[0-9a-f]{32}$")
        self.assertEqual(gr.fields, INTERACTION_FIELDS)
        self.assertRegex(gr.get_value("number"), "^IMS[0-9]{7}$")
        created = gr.serialize()
        given = {"type": "phone", "short_description": "Ä \"quoted\" caller", "opened_at": "2026-03-01 09:00:00"}
        expected = support.new_interaction(created, **given)
        self.assertEqual((created, created["sys_id"]), (expected, str(sys_id)))
        self.assertEqual((gr.get_value("state"), gr.get_display_value("state")), ("new", "New"))
        opened = datetime.datetime(2026, 3, 1, 9, tzinfo=datetime.timezone.utc)
        self.assertEqual(gr.opened_at.date_value(), opened)
        self.assertTrue(gr.closed_at.nil())

        gr = record("interaction")
        self.assertTrue(gr.get(sys_id))
        self.assertEqual(gr.serialize(), created)
        gr.state = "closed_complete"
        gr.closed_at.set_date_numeric_value(1772357400000)
        gr.type = ""
        self.assertTrue(gr.changes())
        self.assertEqual(gr.update(), sys_id)
        expected.update(state="closed_complete", closed_at="2026-03-01 09:30:00", type="", sys_mod_count="1")
        expected.update(active="false", closed_by="cti.integration")
        expected.update(sys_updated_on=gr.get_value("sys_updated_on"))
        self.assertEqual(gr.serialize(), expected)
        self.assertEqual(gr.get_display_value("state"), "Closed Complete")
        self.assertFalse(gr.changes())
        # Nothing has changed, nothing is sent but an empty object.
        self.assertEqual(gr.update(), sys_id)

        again = record("interaction")
        self.assertTrue(again.get("number", created["number"]))
        self.assertEqual(again.serialize(), expected)
        self.assertTrue(again.delete())
        self.assertFalse(record("interaction").get(sys_id))
        self.assertFalse(record("interaction").get("number", created["number"]))
        self.assertRefused(NotFoundException, said("no_record"), again.delete)

    def test_a_given_sys_id_is_kept(self):
        def insert():
            gr = record("interaction")
            gr.initialize()
            gr.set_new_guid_value("00000000000000000000000000000abc")
            return gr.insert()

        self.assertEqual(insert(), "00000000000000000000000000000abc")
        self.assertRefused(RequestException, said("record_exists", id="00000000000000000000000000000abc"), insert)

    def test_references_are_links_values_and_what_is_displayed(self):
        interaction = insert("interaction", short_description="Referred to")
        sys_id, number = interaction.get_value("sys_id"), interaction.get_value("number")
        asked = insert("interaction_help_request", interaction=interaction.sys_id, state="in_progress")
        both = {"value": sys_id, "display_value": number}
        self.assertEqual(asked.interaction.serialize(), both)

        gr = record("interaction_help_request")
        gr.fields = "interaction,state,interaction.number,interaction.state"
        self.assertTrue(gr.get(asked.sys_id))
        self.assertEqual(
            gr.serialize(display_value="both"),
            {
                "sys_id": {"value": asked.get_value("sys_id"), "display_value": asked.get_value("sys_id")},
                "interaction": both,
                "state": {"value": "in_progress", "display_value": "In Progress"},
                "interaction.number": {"value": number, "display_value": number},
                "interaction.state": {"value": "new", "display_value": "New"},
            },
        )
        self.assertEqual(gr.interaction.number, number)
        self.assertIsNone(gr.interaction.get_link())

        gr = record("interaction_help_request")
        gr.fields = ["interaction", "state"]
        gr.exclude_reference_link = False
        self.assertTrue(gr.get(asked.sys_id))
        link = gr.interaction.get_link()
        self.assertEqual(link.lower(), support.link("interaction", sys_id))
        self.assertEqual(client().session.get(link).json()["result"]["number"], number)

        gr = record("interaction_help_request")
        gr.fields = ["interaction", "state"]
        gr.display_value = True
        self.assertTrue(gr.get(asked.sys_id))
        self.assertEqual((gr.get_value("interaction"), gr.get_value("state")), (number, "In Progress"))
        gr = record("interaction_help_request")
        gr.display_value = False
        self.assertTrue(gr.get(asked.sys_id))
        self.assertEqual((gr.get_value("interaction"), gr.get_value("state")), (sys_id, "in_progress"))

        refused = said("record_in_use", tables="interaction_help_request")
        self.assertRefused(RequestException, refused, interaction.delete)
        self.assertTrue(asked.delete())
        self.assertTrue(interaction.delete())


class Lists(TestCase):
    @classmethod
    def setUpClass(cls):
        cls.records = [insert("interaction", **call) for call in support.calls()]
        cls.ids = [gr.get_value("sys_id") for gr in cls.records]
        for state in ("on_hold", "wrap_up"):
            cls.records[2].state = state
            cls.records[2].update()

    def calls(self, **options):
        gr = record("interaction", **options)
        gr.add_query("opened_for", support.CALLER_OF_CALLS)
        return gr

    def assertFound(self, gr, *expected):
        gr.query()
        self.assertEqual([self.ids.index(str(one.sys_id)) for one in gr], list(expected), gr.get_encoded_query())

    def test_queries_are_understood(self):
        for query, expected in [
            (("state", "wrap_up"), [2]),
            (("state", "=", "wrap_up"), [2]),
            (("state", "!=", "new"), [1, 2, 6]),
            (("state", "IN", "wrap_up,on_hold"), [1, 2]),
            (("state", "NOT IN", "new,on_hold"), [2, 6]),
            (("short_description", "Refund"), [6]),
            (("short_description", "STARTSWITH", "refund"), [0, 6]),
            (("short_description", "ENDSWITH", "refund"), [2, 6]),
            (("short_description", "CONTAINS", "refund"), [0, 2, 6]),
            (("short_description", "DOES NOT CONTAIN", "refund"), [1, 3, 4, 5]),
            (("short_description", "LIKE", "REFUND"), [0, 2, 6]),
            (("short_description", "NOT LIKE", "refund"), [1, 3, 4, 5]),
            (("short_description", support.HARD_TO_SEND), [3]),
            (("closed_at", ">", "2026-03-02 09:00:00"), [4, 6]),
            (("closed_at", ">=", "2026-03-02 09:00:00"), [3, 4, 6]),
            (("closed_at", "<", "2026-03-01 10:00:00"), [0]),
            (("closed_at", "<=", "2026-03-01 10:00:00"), [0, 1]),
            (("closed_at", "BETWEEN", "2026-03-01 10:00:00@2026-03-02 09:00:00"), [1, 2, 3]),
            (("sys_mod_count", ">", "0"), [2]),
            (("sys_mod_count", "<", 1), [0, 1, 3, 4, 5, 6]),
        ]:
            with self.subTest(query):
                gr = self.calls()
                gr.add_query(*query)
                self.assertFound(gr, *expected)

    def test_empty_fields_alternatives_and_encoded_queries_are_understood(self):
        gr = self.calls()
        gr.add_null_query("closed_at")
        self.assertFound(gr, 5)
        gr = self.calls()
        gr.add_not_null_query("assigned_to")
        self.assertFound(gr, 5)
        gr = self.calls()
        condition = gr.add_query("type", "video")
        condition.add_or_condition("state", "on_hold")
        condition.add_or_condition("short_description", "STARTSWITH", "invoice")
        self.assertFound(gr, 1, 4, 5, 6)
        gr = self.calls()
        gr.add_encoded_query("type=video^NQsys_id=" + self.ids[0])
        self.assertFound(gr, 0, 5, 6)
        # The client puts its order behind what the user has pasted.
        for ending in ["^EQ", "^"]:
            gr = self.calls()
            gr.add_encoded_query("type=video^NQsys_id=" + self.ids[0] + ending)
            self.assertFound(gr, 0, 5, 6)
        gr = record("interaction_help_request")
        gr.add_query("interaction.number", support.REFUND_NUMBER)
        gr.query()
        self.assertEqual([str(one.sys_id) for one in gr], [support.HELP_REQUEST])

    def test_open_calls_are_found(self):
        gr = self.calls()
        gr.add_active_query()
        self.assertFound(gr, 0, 1, 2, 3, 4, 5)

    def test_records_are_sorted(self):
        gr = self.calls()
        gr.order_by_desc("number")
        self.assertFound(gr, 6, 5, 4, 3, 2, 1, 0)
        gr = self.calls()
        gr.order_by("closed_at")
        self.assertFound(gr, 5, 0, 1, 2, 3, 4, 6)

    def test_pages_hold_every_record_once(self):
        for size in PAGE_SIZES:
            with self.subTest(size=size):
                gr = self.calls(batch_size=size)
                gr.order_by("type")
                gr.query()
                self.assertEqual(len(gr), 7)
                self.assertEqual([self.ids.index(str(one.sys_id)) for one in gr], [2, 3, 4, 0, 1, 5, 6])
                # Again, from memory.
                gr.rewind()
                self.assertEqual(len([1 for _ in gr]), 7)

    def test_a_limit_ends_the_pages(self):
        for size, limit in [(2, 4), (3, 6), (4, 6), (10, 4), (1, 1)]:
            with self.subTest(size=size, limit=limit):
                gr = self.calls(batch_size=size)
                gr.limit = limit
                gr.query()
                self.assertEqual(gr.get_row_count(), 7)
                found = []
                while gr.next():
                    found.append(self.ids.index(gr.get_value("sys_id")))
                self.assertEqual(found, list(range(limit)))

    def test_the_fields_that_are_asked_for_are_read(self):
        gr = self.calls()
        gr.fields = "number,short_description"
        gr.query()
        expected = [
            {name: one.get_value(name) for name in ("sys_id", "number", "short_description")} for one in self.records
        ]
        self.assertEqual(gr.serialize_all(), expected)

    def test_nothing_is_found_where_there_is_nothing(self):
        gr = record("interaction")
        gr.add_query("sys_id", MISSING)
        gr.query()
        self.assertEqual((len(gr), gr.next(), gr.has_next()), (0, False, False))

    def test_a_table_for_pandas_has_values_and_what_is_displayed(self):
        gr = self.calls()
        gr.add_query("type", "video")
        gr.fields = ["sys_id", "state"]
        gr.query()
        self.assertEqual(
            dict(gr.to_pandas()),
            {
                "sys_id": self.ids[5:],
                "state__value": ["new", "closed_complete"],
                "state__display": ["New", "Closed Complete"],
            },
        )


class Help(TestCase):
    def test_help_that_the_endpoint_records_is_read(self):
        interaction = insert("interaction", short_description="Needs help")
        asked = insert("interaction_help_request", interaction=interaction.sys_id, reason="Stuck")
        session, url = client().session, INSTANCE + "/api/now" + support.ENDPOINT

        def call(**fields):
            response = session.post(url, json={"interaction": str(interaction.sys_id), **fields})
            self.assertEqual(response.status_code, 200, response.text)
            self.assertIs(response.json()["result"]["success"], True)
            return response.json()["result"].get("action_sys_id")

        coach = call(action="coach", help_request=str(asked.sys_id), start_time="2026-03-01 10:00:00")
        monitor = call(action="monitor", start_time="2026-03-01 10:05:00")
        call(action_sys_id=coach, end_time="2026-03-01 10:10:00")

        gr = record("supervisor_help_action")
        gr.add_query("interaction", interaction.sys_id)
        gr.fields = "action,interaction.short_description,help_request,help_request.reason,end_time,duration"
        gr.order_by_desc("start_time")
        gr.query()
        first, second = (
            {
                "sys_id": coach,
                "action": "coach",
                "interaction.short_description": "Needs help",
                "help_request": asked.get_value("sys_id"),
                "help_request.reason": "Stuck",
                "end_time": "2026-03-01 10:10:00",
                "duration": "600",
            },
            {
                "sys_id": monitor,
                "action": "monitor",
                "interaction.short_description": "Needs help",
                "help_request": "",
                "help_request.reason": "",
                "end_time": "",
                "duration": "",
            },
        )
        self.assertEqual(gr.serialize_all(), [second, first])
        gr.rewind()
        self.assertTrue(gr.next())
        self.assertEqual(gr.get_display_value("action"), "Monitor")

        call(end_time="2026-03-01 10:20:00")
        gr = record("supervisor_help_action")
        gr.add_query("interaction", interaction.sys_id)
        gr.fields = ["end_time"]
        gr.query()
        expected = [{"sys_id": sys_id, "end_time": "2026-03-01 10:20:00"} for sys_id in (coach, monitor)]
        self.assertEqual(gr.serialize_all(), expected)

        response = session.get(
            INSTANCE + "/api/now/stats/supervisor_help_action",
            params={"sysparm_query": "interaction=" + str(interaction.sys_id), "sysparm_count": "true"},
        )
        self.assertEqual(response.json(), {"result": {"stats": {"count": "2"}}})

    def test_a_help_action_is_not_written_by_the_table_api(self):
        gr = record("supervisor_help_action")
        self.assertTrue(gr.get(support.COACH))
        self.assertRefused(RoleException, said("not_authorized"), gr.delete)
        gr.action = "monitor"
        self.assertRefused(RoleException, said("not_authorized"), gr.update)
        new = record("supervisor_help_action")
        new.initialize()
        new.interaction = support.REFUND
        self.assertRefused(RoleException, said("not_authorized"), new.insert)
        again = record("supervisor_help_action")
        self.assertTrue(again.get(support.COACH))
        self.assertEqual(again.action, "coach")


class Batches(TestCase):
    def made(self, count, opened_for):
        return [insert("interaction", opened_for=opened_for, short_description=f"Call {n}") for n in range(count)]

    def found(self, opened_for, **options):
        gr = record("interaction", **options)
        gr.add_query("opened_for", opened_for)
        return gr

    def test_many_records_are_updated_and_deleted(self):
        # More than a batch carries out at once: the client sends the others again.
        for count in (3, 103):
            with self.subTest(count=count):
                caller = f"caller of {count}"
                self.made(count, caller)
                gr = self.found(caller)
                gr.query()
                for one in gr:
                    one.state = "on_hold"
                gr.rewind()
                self.assertTrue(gr.update_multiple())
                gr = self.found(caller)
                gr.add_query("state", "on_hold")
                gr.query()
                self.assertEqual(len(gr), count)
                self.assertTrue(self.found(caller).delete_multiple())
                gr = self.found(caller)
                gr.query()
                self.assertEqual(len(gr), 0)

    def test_what_cannot_be_changed_is_told_and_the_rest_is_changed(self):
        caller = "caller of the failing batch"
        first, second = self.made(2, caller)
        asked = insert("interaction_help_request", interaction=first.sys_id)
        self.assertFalse(self.found(caller).delete_multiple())
        gr = self.found(caller)
        gr.query()
        self.assertEqual([one.get_value("sys_id") for one in gr], [first.get_value("sys_id")])
        self.assertTrue(asked.delete())

        gr = self.found(caller)
        gr.query()
        self.assertTrue(gr.next())
        gr.opened_at = "yesterday"
        gr.rewind()
        self.assertFalse(gr.update_multiple())
        told = []
        gr.rewind()
        self.assertTrue(gr.update_multiple(told.append))
        self.assertEqual([response.status_code for response in told], [400])
        refused = said("time_not_accepted", field="opened_at", value="yesterday")
        self.assertRegex(told[0].json()["error"]["message"], refused)
        self.assertTrue(first.delete())

    def test_a_long_list_of_ids_goes_by_batch(self):
        records = self.made(2, "caller of the long list")
        ids = [gr.get_value("sys_id") for gr in records] + [f"{n:032x}" for n in range(1, 600)]
        gr = record("interaction")
        gr.fields = ["sys_id", "number"]
        gr.add_query("sys_id", "IN", ",".join(ids))
        self.assertGreater(len(gr.get_encoded_query()), 10_000)
        gr.query()
        self.assertEqual(len(gr), 2)
        self.assertEqual([one.get_value("number") for one in gr], [one.get_value("number") for one in records])
        # One page after the other.
        gr = record("interaction", batch_size=1)
        gr.add_query("sys_id", "IN", ",".join(ids))
        gr.query()
        self.assertEqual([one.get_value("sys_id") for one in gr], ids[:2])

    def test_a_batch_needs_credentials(self):
        gr = self.found("nobody")
        gr.query()
        wrong = record("interaction", support.WRONG_PASSWORD)
        self.assertRefused(AuthenticationException, said("not_authenticated"), wrong._client.batch_api.execute)


class Errors(TestCase):
    def test_wrong_passwords_and_missing_roles(self):
        error = self.assertRefused(
            AuthenticationException, said("not_authenticated"), record("interaction", support.WRONG_PASSWORD).query
        )
        self.assertEqual(error["detail"], support.message("not_authenticated_detail"))
        gr = record("interaction", support.WITHOUT_ROLE)
        self.assertRefused(RoleException, said("not_authorized"), gr.query)
        self.assertRefused(RoleException, said("not_authorized"), lambda: gr.get(support.REFUND))

    def test_a_client_with_a_token_is_let_in(self):
        session = requests.Session()
        session.headers["Authorization"] = "Bearer " + support.TOKEN
        gr = ServiceNowClient(INSTANCE, session).GlideRecord("interaction")
        gr.initialize()
        gr.short_description = "By token"
        gr.insert()
        self.assertEqual(gr.sys_created_by, "cti-cloud")
        session.headers["Authorization"] += "x"
        self.assertRefused(AuthenticationException, said("not_authenticated"), gr.delete)

    def test_faults_of_a_request_are_named(self):
        unknown = said("unknown_table_field", field="colour", table="interaction")
        gr = record("interaction")
        gr.add_query("colour", "red")
        self.assertRefused(RequestException, unknown, gr.query)
        gr = record("interaction")
        gr.order_by("colour")
        self.assertRefused(RequestException, unknown, gr.query)
        gr = record("supervisor_help_action")
        gr.add_active_query()
        no_active = said("unknown_table_field", field="active", table="supervisor_help_action")
        self.assertRefused(RequestException, no_active, gr.query)
        gr = record("interaction")
        gr.add_query("state", "INSTANCEOF", "new")
        self.assertRefused(
            RequestException, said("query_unknown_operator", rest="INSTANCEOFnew", field="state"), gr.query
        )
        gr = record("interaction")
        gr.add_join_query("interaction_help_request", join_table_field="interaction")
        self.assertRefused(RequestException, "JOINinteraction.sys_id=interaction_help_request.interaction!", gr.query)
        unknown = said("unknown_uri")
        self.assertRefused(RequestException, unknown, record("no_such_table").query)
        self.assertRefused(
            RequestException,
            said("invalid_choice", field="state", value="New"),
            lambda: insert("interaction", state="New"),
        )
        gr = record("interaction")
        self.assertTrue(gr.get(support.REFUND))
        gr.opened_at = "yesterday"
        self.assertRefused(RequestException, said("time_not_accepted", field="opened_at", value="yesterday"), gr.update)

    def test_names_that_are_no_fields_are_passed_over(self):
        gr = record("interaction")
        gr.fields = "number,colour"
        gr.add_query("sys_id", support.REFUND)
        gr.query()
        self.assertEqual(gr.serialize_all(), [{"sys_id": support.REFUND, "number": support.REFUND_NUMBER}])
        made = insert("interaction", colour="red", type="phone")
        created = made.serialize()
        given = {"type": "phone", "opened_at": created["sys_created_on"]}
        self.assertEqual(created, support.new_interaction(created, **given))

    def test_the_endpoint_refuses_by_status(self):
        url = INSTANCE + "/api/now" + support.ENDPOINT
        response = client().session.post(url, json={"interaction": MISSING, "action": "coach"})
        self.assertEqual(response.status_code, 404)
        self.assertRaises(requests.exceptions.HTTPError, response.raise_for_status)
        self.assertEqual(response.json()["result"]["success"], False)

    def test_the_client_itself_wants_another_scheme(self):
        # Why INSTANCE is written as it is.
        self.assertRaises(InstanceException, ServiceNowClient, support.URL, support.CALLER)


if __name__ == "__main__":
    support.main()
