"""pysnow 0.7: its resources, its query builder, its criteria, and its older requests, which follow links."""
import datetime
import os
import unittest

import pysnow
import requests
from pysnow import legacy_exceptions
from pysnow.criterion import Criterion, Table
from pysnow.enums import Order
from pysnow.exceptions import MultipleResults, NoResults

import support
from support import ENDPOINT, INTERACTION_FIELDS, MISSING, said

PAGE_SIZES = (1, 2, 3, 6, 7, 100)


def client(user=support.CALLER, **options):
    return pysnow.Client(host=support.ADDRESS, user=user[0], password=user[1], use_ssl=False, **options)


def table(name, user=support.CALLER):
    return client(user).resource(api_path="/table/" + name)


def stats(name, query="", **parameters):
    """The aggregates of a query."""
    resource = client().resource(api_path="/stats/" + name)
    resource.parameters.add_custom({"sysparm_" + key: value for key, value in parameters.items()})
    return resource.get(query=query)


def utc(day, hour=0, minute=0, second=0):
    return datetime.datetime(2026, 3, day, hour, minute, second)


class TestCase(unittest.TestCase):
    maxDiff = None

    def assertRefused(self, status, message, call):
        """The call raises the client's error of that status, and the service has said why."""
        with self.assertRaises(requests.exceptions.HTTPError) as raised:
            call()
        response = raised.exception.response
        self.assertEqual(response.status_code, status)
        error = response.json()["error"]
        self.assertRegex(error["message"], message)
        return error


class Records(TestCase):
    def test_an_interaction_is_registered_read_updated_and_deleted(self):
        interactions = table("interaction")
        before = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None, microsecond=0)
        given = {"type": "phone", "short_description": "Ä \"quoted\" caller", "opened_at": "2026-03-01 09:00:00"}
        created = interactions.create(given).one()

        self.assertEqual(list(created), INTERACTION_FIELDS)
        self.assertRegex(created["sys_id"], "^[0-9a-f]{32}$")
        self.assertRegex(created["number"], "^IMS[0-9]{7}$")
        moment = datetime.datetime.strptime(created["sys_created_on"], "%Y-%m-%d %H:%M:%S")
        self.assertTrue(before <= moment <= before + datetime.timedelta(minutes=1), created["sys_created_on"])
        # With links, as this client asks for them, the domain is a reference.
        domain = {"link": support.link("sys_user_group", "global"), "value": "global"}
        self.assertEqual(created, support.new_interaction(created, **given, sys_domain=domain))
        self.assertEqual(interactions.get(query={"sys_id": created["sys_id"]}).one(), created)
        self.assertEqual(interactions.request("GET", path_append="/" + created["sys_id"]).one(), created)

        change = {"state": "closed_complete", "closed_at": "2026-03-01 09:30:00", "type": ""}
        updated = interactions.update(query={"number": created["number"]}, payload=change).one()
        expected = dict(created, sys_updated_on=updated["sys_updated_on"], sys_mod_count="1", **change)
        expected.update(active="false", closed_by="cti.integration")
        self.assertEqual(updated, expected)
        self.assertGreaterEqual(updated["sys_updated_on"], created["sys_updated_on"])
        self.assertEqual(interactions.get(query={"sys_id": created["sys_id"]}).one(), expected)

        self.assertEqual(interactions.delete(query={"sys_id": created["sys_id"]}), {"status": "record deleted"})
        gone = interactions.get(query={"sys_id": created["sys_id"]})
        self.assertIsNone(gone.one_or_none())
        self.assertEqual(gone.all(), [])
        self.assertRaises(NoResults, gone.one)

    def test_a_given_sys_id_is_kept(self):
        sys_id = "00000000000000000000000000000abc"
        self.assertEqual(table("interaction").create({"sys_id": sys_id}).one()["sys_id"], sys_id)
        again = table("interaction").create({"sys_id": sys_id})
        self.assertRefused(409, said("record_exists", id=sys_id), again.one)

    def test_a_response_updates_and_deletes_its_record(self):
        interactions = table("interaction")
        response = interactions.create({"short_description": "Response"})
        sys_id = response["sys_id"]
        self.assertEqual(response.update({"state": "wrap_up"})["state"], "wrap_up")
        self.assertEqual(interactions.get(query={"sys_id": sys_id})["state"], "wrap_up")
        self.assertEqual(response.delete(), {"status": "record deleted"})
        self.assertEqual(interactions.get(query={"sys_id": sys_id}).all(), [])

    def test_a_record_is_sent_back_as_it_was_read(self):
        interaction = table("interaction").create({"short_description": "Whole"}).one()
        request = table("interaction_help_request").create({"interaction": interaction["sys_id"]}).one()
        self.assertEqual(request["interaction"]["value"], interaction["sys_id"])
        for name, read in [("interaction", interaction), ("interaction_help_request", request)]:
            updated = table(name).update(query={"sys_id": read["sys_id"]}, payload=dict(read)).one()
            self.assertEqual(updated, read)
            changed = table(name).update(query={"sys_id": read["sys_id"]}, payload=dict(read, state="new")).one()
            self.assertEqual(changed, read)

    def test_references_are_links_values_and_what_is_displayed(self):
        interaction = table("interaction").create({"short_description": "Referred to"}).one()
        sys_id, number = interaction["sys_id"], interaction["number"]
        link = support.link("interaction", sys_id)
        requests_ = table("interaction_help_request")
        given = {"interaction": sys_id, "reason": "Needs a discount", "state": "in_progress"}
        created = requests_.create(given).one()
        self.assertEqual(created["interaction"], {"link": link, "value": sys_id})
        self.assertEqual((created["reason"], created["state"]), ("Needs a discount", "in_progress"))

        query = {"sys_id": created["sys_id"]}
        fields = ["interaction", "state", "interaction.number", "interaction.state"]

        def read(**options):
            return table("interaction_help_request").get(query=query, fields=fields, **options).one()

        own = {"interaction.number": number, "interaction.state": "new"}
        self.assertEqual(read(), {"interaction": {"link": link, "value": sys_id}, "state": "in_progress", **own})
        self.assertEqual(
            read(exclude_reference_link=True), {"interaction": sys_id, "state": "in_progress", **own}
        )
        self.assertEqual(
            read(display_value=True),
            {
                "interaction": {"display_value": number, "link": link},
                "state": "In Progress",
                "interaction.number": number,
                "interaction.state": "New",
            },
        )
        self.assertEqual(
            read(display_value="all", exclude_reference_link=True),
            {
                "interaction": {"display_value": number, "value": sys_id},
                "state": {"display_value": "In Progress", "value": "in_progress"},
                "interaction.number": {"display_value": number, "value": number},
                "interaction.state": {"display_value": "New", "value": "new"},
            },
        )
        self.assertEqual(
            read(display_value="all")["interaction"], {"display_value": number, "link": link, "value": sys_id}
        )
        self.assertEqual(client().session.get(link).json(), {"result": interaction})

        found = requests_.get(query={"interaction": created["interaction"]}, fields=["sys_id"]).all()
        self.assertEqual(found, [{"sys_id": created["sys_id"]}])
        error = said("record_in_use", tables="interaction_help_request")
        self.assertRefused(409, error, lambda: table("interaction").delete(query={"sys_id": sys_id}))
        requests_.delete(query=query)
        self.assertEqual(table("interaction").delete(query={"sys_id": sys_id}), {"status": "record deleted"})


class Lists(TestCase):
    @classmethod
    def setUpClass(cls):
        interactions = table("interaction")
        cls.ids = [interactions.create(call)["sys_id"] for call in support.calls()]
        # The third call is changed twice.
        for state in ("on_hold", "wrap_up"):
            interactions.update(query={"sys_id": cls.ids[2]}, payload={"state": state})

    def indices(self, records):
        return [self.ids.index(record["sys_id"]) for record in records]

    def assertFound(self, query, *expected):
        found = table("interaction").get(query=query, fields=["sys_id"]).all()
        self.assertEqual(self.indices(found), list(expected), str(query))

    def test_the_query_builder_is_understood(self):
        def of(field):
            """Of the calls, by number."""
            builder = pysnow.QueryBuilder().field("number").order_ascending()
            return builder.AND().field("opened_for").equals(support.CALLER_OF_CALLS).AND().field(field)

        cest = datetime.timezone(datetime.timedelta(hours=2))
        for query, expected in [
            (of("state").equals("wrap_up"), [2]),
            (of("state").equals(["wrap_up", "on_hold"]), [1, 2]),
            (of("state").not_equals("new"), [1, 2, 6]),
            (of("state").not_equals(["new", "on_hold"]), [2, 6]),
            (of("short_description").equals("Refund"), [6]),
            (of("short_description").starts_with("Refund"), [0, 6]),
            (of("short_description").ends_with("refund"), [2, 6]),
            (of("short_description").contains("refund"), [0, 2, 6]),
            (of("short_description").not_contains("refund"), [1, 3, 4, 5]),
            (of("short_description").equals(support.HARD_TO_SEND), [3]),
            (of("short_description").equals("Invoice, two pages"), [4]),
            (of("assigned_to").is_empty(), [0, 1, 2, 3, 4, 6]),
            (of("assigned_to").is_not_empty(), [5]),
            (of("closed_at").is_empty(), [5]),
            (of("closed_at").greater_than(utc(2, 9)), [4, 6]),
            (of("closed_at").greater_than_or_equal(utc(2, 9)), [3, 4, 6]),
            (of("closed_at").less_than(utc(1, 10)), [0]),
            (of("closed_at").less_than_or_equal(utc(1, 10)), [0, 1]),
            (of("closed_at").less_than(utc(1, 12).replace(tzinfo=cest)), [0]),
            (of("closed_at").between(utc(1, 10), utc(2, 9)), [1, 2, 3]),
            (of("sys_mod_count").greater_than(0), [2]),
            (of("sys_mod_count").between(1, 2), [2]),
            (of("sys_mod_count").between(0, 1), [0, 1, 3, 4, 5, 6]),
            (of("type").equals("video").OR().field("state").equals("on_hold"), [1, 5, 6]),
            (
                of("type").equals("video").OR().field("type").equals("chat").AND().field("state").equals("new"),
                [3, 4, 5],
            ),
            (of("type").equals("video").NQ().field("sys_id").equals(self.ids[0]), [0, 5, 6]),
            (of("closed_at").order_descending(), [0, 1, 2, 3, 4, 5, 6]),
        ]:
            with self.subTest(str(query)):
                self.assertFound(query, *expected)

    def test_records_are_sorted(self):
        query = pysnow.QueryBuilder().field("opened_for").equals(support.CALLER_OF_CALLS)
        query = query.AND().field("type").order_ascending().AND().field("closed_at").order_descending()
        self.assertFound(query, 4, 3, 2, 1, 0, 6, 5)

    def test_criteria_are_understood(self):
        call = Table("interaction")
        is_call = call.opened_for.eq(support.CALLER_OF_CALLS)
        by_number = call.number.order(Order.asc)
        for criterion, expected in [
            (call.state.ne("new"), [1, 2, 6]),
            (call.type.is_in(["video", "phone"]), [0, 1, 5, 6]),
            (call.type.not_in(["video", "phone"]), [2, 3, 4]),
            (call.short_description.like("REFUND"), [0, 2, 6]),
            (call.short_description.not_like("refund"), [1, 3, 4, 5]),
            (call.short_description.starts_with("refund"), [0, 6]),
            (call.short_description.ends_with("late"), [0]),
            (call.assigned_to.is_empty(), [0, 1, 2, 3, 4, 6]),
            (call.assigned_to.is_not_empty(), [5]),
            # Here a time is a call of gs.dateGenerate.
            (call.closed_at.gt(utc(2, 9)), [4, 6]),
            (call.closed_at.gte(utc(2, 9)), [3, 4, 6]),
            (call.closed_at.lt(utc(1, 10)), [0]),
            (call.closed_at.lte(utc(1, 10)), [0, 1]),
            (call.closed_at.between(utc(1, 10), utc(2, 9)), [1, 2, 3]),
            (call.sys_mod_count.gte(2), [2]),
            (call.sys_mod_count.between(1, 2), [2]),
            (call.type.eq("video") | call.state.eq("on_hold"), [1, 5, 6]),
            (call.type.eq("chat") & call.state.eq("new"), [3, 4]),
            (Criterion.any([call.type.eq("video"), call.type.eq("phone")]), [0, 1, 5, 6]),
        ]:
            with self.subTest(str(criterion)):
                self.assertFound(is_call & criterion & by_number, *expected)
        with self.subTest("NQ"):
            self.assertFound(is_call & call.type.eq("video") ^ call.sys_id.eq(self.ids[1]) & by_number, 1, 5, 6)
        with self.subTest("descending"):
            self.assertFound(is_call & call.number.order("desc"), 6, 5, 4, 3, 2, 1, 0)

    def test_pages_hold_every_record_once(self):
        # By type, which does not tell them all apart.
        query = support.IS_CALL + "^ORDERBYtype"
        for size in PAGE_SIZES:
            with self.subTest(size=size):
                records, offset = [], 0
                while True:
                    response = table("interaction").get(query=query, limit=size, offset=offset, fields=["sys_id"])
                    page = response.all()
                    self.assertEqual(response.headers["X-Total-Count"], "7")
                    self.assertEqual(len(page), max(0, min(size, 7 - offset)))
                    if not page:
                        break
                    records += page
                    offset += size
                self.assertEqual(self.indices(records), [2, 3, 4, 0, 1, 5, 6])

    def test_a_stream_holds_the_same_as_a_buffer(self):
        query = support.IS_CALL + "^ORDERBYnumber"
        buffered = table("interaction").get(query=query).all()
        self.assertEqual(self.indices(buffered), [0, 1, 2, 3, 4, 5, 6])
        streamed = list(table("interaction").get(query=query, stream=True).all())
        self.assertEqual(streamed, buffered)
        self.assertEqual(table("interaction").get(query=query, stream=True).first(), buffered[0])
        self.assertIsNone(table("interaction").get(query={"sys_id": MISSING}, stream=True).first_or_none())

    def test_values_are_those_that_were_given(self):
        records = table("interaction").get(query=support.IS_CALL + "^ORDERBYnumber").all()
        given = [{name: record[name] for name in call} for record, call in zip(records, support.calls())]
        self.assertEqual((given, len(records)), (support.calls(), len(support.CALLS)))

    def test_one_of_several_records_is_not_chosen(self):
        self.assertRaises(MultipleResults, table("interaction").get(query=support.IS_CALL).one)

    def test_links_are_followed_through_every_page(self):
        query = support.IS_CALL + "^short_descriptionNOT LIKEnothing & <no> \"one\" + 100%"
        for size in PAGE_SIZES:
            with self.subTest(size=size):
                old = client(request_params={"sysparm_limit": size}).query("interaction", query=query)
                found = list(old.get_multiple(order_by=["type", "-closed_at"], fields=["sys_id", "type"]))
                self.assertEqual(self.indices(found), [4, 3, 2, 1, 0, 6, 5])
                self.assertEqual([set(record) for record in found], [{"sys_id", "type"}] * 7)
                self.assertEqual(old.status_code, 200)

    def test_a_limit_ends_the_pages(self):
        old = client().query("interaction", query={"opened_for": support.CALLER_OF_CALLS})
        found = list(old.get_multiple(order_by=["number"], limit=3, offset=2))
        self.assertEqual(self.indices(found), [2, 3, 4])
        self.assertNotIn("Link", old.last_response.headers)


    def test_versions_differ_in_what_an_empty_list_is(self):
        for version, count in (("v1", None), ("v2", 0)):
            with self.subTest(version):
                resource = client().resource(api_path="/table/interaction", base_path="/api/now/" + version)
                self.assertEqual(len(resource.get(query=support.IS_CALL).all()), 7)
                nothing = resource.get(query={"sys_id": MISSING}).all
                if count is None:
                    self.assertRefused(404, said("no_record"), nothing)
                else:
                    self.assertEqual(len(nothing()), count)


class Tokens(TestCase):
    def test_a_client_with_a_token_is_let_in(self):
        os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"  # oauthlib takes no http:// otherwise.
        bearer = pysnow.OAuthClient(
            client_id="id", client_secret="secret", token_updater=None, host=support.ADDRESS, use_ssl=False
        )
        token = {"access_token": support.TOKEN, "token_type": "Bearer", "expires_in": 600, "expires_at": 9e9}
        bearer.set_token({**token, "refresh_token": None, "scope": None})
        created = bearer.resource(api_path="/table/interaction").create({"short_description": "By token"}).one()
        self.assertEqual(created["sys_created_by"], "cti-cloud")

        session = requests.Session()
        session.headers["Authorization"] = "Bearer " + support.TOKEN
        found = pysnow.Client(host=support.ADDRESS, use_ssl=False, session=session)
        found = found.resource(api_path="/table/interaction").get(query={"sys_id": created["sys_id"]})
        self.assertEqual(found.one(), created)

        session.headers["Authorization"] += "x"
        self.assertRefused(401, said("not_authenticated"), found._resource.get(query={}).all)


class OlderRequests(TestCase):
    def test_a_record_is_inserted_cloned_counted_updated_and_deleted(self):
        inserted = client().insert("interaction", payload={"short_description": "Old ways", "type": "phone"})
        one = client().query("interaction", query={"sys_id": inserted["sys_id"]})
        self.assertEqual(one.get_one(), inserted)
        clone = one.clone(reset_fields=["sys_id", "number"])
        self.assertNotEqual(clone["sys_id"], inserted["sys_id"])
        self.assertNotEqual(clone["number"], inserted["number"])
        self.assertEqual((clone["short_description"], clone["type"]), ("Old ways", "phone"))

        both = client().query("interaction", query={"short_description": "Old ways"})
        self.assertEqual(both.count, 2)
        self.assertRaises(legacy_exceptions.MultipleResults, both.get_one)

        self.assertEqual(one.update({"type": "chat"})["type"], "chat")
        self.assertEqual(one.get_one(fields=["type"]), {"type": "chat"})
        self.assertEqual(one.delete(), {"success": True})
        self.assertEqual(both.count, 1)
        self.assertRaises(legacy_exceptions.NoResults, one.get_one)

    def test_errors_are_told_with_what_the_service_says(self):
        for user, query, status, message in [
            (support.WRONG_PASSWORD, {}, 401, said("not_authenticated")),
            (support.WITHOUT_ROLE, {}, 403, said("not_authorized")),
            (support.CALLER, {"colour": "red"}, 400, said("unknown_table_field", field="colour", table="interaction")),
        ]:
            with self.subTest(status):
                with self.assertRaises(legacy_exceptions.UnexpectedResponse) as raised:
                    client(user).query("interaction", query=query).get_one()
                self.assertEqual(raised.exception.status_code, status)
                self.assertRegex(raised.exception.error_summary, message)


class Help(TestCase):
    def test_help_is_recorded_read_and_summed_up(self):
        sys_id = table("interaction").create({"short_description": "Needs help"})["sys_id"]
        asked = table("interaction_help_request").create({"interaction": sys_id, "reason": "Stuck"})["sys_id"]
        endpoint = client().resource(api_path=ENDPOINT)

        def call(message, **fields):
            result = endpoint.create({"interaction": sys_id, **fields}).one()
            self.assertEqual((result["success"], result["message"]), (True, message))
            return result.get("action_sys_id")

        created, updated = support.message("created"), support.message("updated")
        coach = call(created, action="coach", help_request=asked, start_time="2026-03-01 10:00:00")
        monitor = call(created, action="monitor", start_time="2026-03-01T12:05:00+02:00")
        self.assertEqual(call(updated, action_sys_id=coach, end_time="2026-03-01 10:10:00"), coach)

        actions = table("supervisor_help_action")
        fields = ["sys_id", "interaction", "help_request", "action", "start_time", "end_time", "duration"]
        interaction = {"link": support.link("interaction", sys_id), "value": sys_id}
        first = {
            "sys_id": coach,
            "interaction": interaction,
            "help_request": {"link": support.link("interaction_help_request", asked), "value": asked},
            "action": "coach",
            "start_time": "2026-03-01 10:00:00",
            "end_time": "2026-03-01 10:10:00",
            "duration": "600",
        }
        second = {
            "sys_id": monitor,
            "interaction": interaction,
            "help_request": "",
            "action": "monitor",
            "start_time": "2026-03-01 10:05:00",
            "end_time": "",
            "duration": "",
        }
        query = {"interaction": sys_id}
        self.assertEqual(actions.get(query=query, fields=fields).all(), [first, second])
        still = actions.get(query="interaction=" + sys_id + "^end_timeISEMPTY", fields=fields).all()
        self.assertEqual(still, [second])

        ended = support.message("ended_all", interaction=sys_id)
        self.assertIsNone(call(ended, end_time="2026-03-01 10:20:00"))
        end = {"end_time": "2026-03-01 10:20:00"}
        expected = [{**first, **end, "duration": "1200"}, {**second, **end, "duration": "900"}]
        self.assertEqual(actions.get(query=query, fields=fields).all(), expected)
        longer = actions.get(query="interaction=" + sys_id + "^duration>900", fields=["sys_id"]).all()
        self.assertEqual(longer, [{"sys_id": coach}])

        of_both = dict.fromkeys(("avg_fields", "min_fields", "max_fields", "sum_fields"), "duration")
        self.assertEqual(
            stats("supervisor_help_action", query, count="true", **of_both).one(),
            {
                "stats": {
                    "count": "2",
                    "avg": {"duration": "1050.0000"},
                    "min": {"duration": "900"},
                    "max": {"duration": "1200"},
                    "sum": {"duration": "2100"},
                }
            },
        )
        self.assertEqual(
            stats("supervisor_help_action", query, count="true", sum_fields="duration", group_by="action").all(),
            [
                {
                    "stats": {"count": "1", "sum": {"duration": duration}},
                    "groupby_fields": [{"field": "action", "value": action}],
                }
                for action, duration in (("coach", "1200"), ("monitor", "900"))
            ],
        )

    def test_a_help_action_is_not_written_by_the_table_api(self):
        actions = table("supervisor_help_action")
        for call in (
            lambda: actions.create({"interaction": support.REFUND}).one(),
            lambda: actions.update({"sys_id": support.COACH}, {"action": "monitor"}).one(),
            lambda: actions.delete({"sys_id": support.COACH}),
        ):
            error = self.assertRefused(403, said("not_authorized"), call)
            self.assertIn("supervisor_help_action", error["detail"])
        found = actions.get(query="ORDERBYsys_id", fields=["sys_id", "action"]).all()
        self.assertIn({"sys_id": support.COACH, "action": "coach"}, found)

    def test_what_the_endpoint_refuses_is_told(self):
        endpoint = client().resource(api_path=ENDPOINT)
        call = {"interaction": support.REFUND, "action": "Coach"}
        error = self.assertRefused(
            400, said("invalid_choice", field="action", value="Coach"), lambda: endpoint.create(call).one()
        )
        self.assertEqual([fault["field"] for fault in error["faults"]], ["action"])
        call = {"interaction": MISSING, "action": "coach"}
        self.assertRefused(404, said("no_interaction", id=MISSING), lambda: endpoint.create(call).one())

    def test_what_a_change_overwrote_is_read_by_an_administrator(self):
        sys_id = table("interaction").create({"short_description": "Corrected"})["sys_id"]
        endpoint = client().resource(api_path=ENDPOINT)
        given = {"interaction": sys_id, "action": "monitor", "start_time": "2026-03-01 10:00:00"}
        action = endpoint.create(given)["action_sys_id"]
        endpoint.create({"interaction": sys_id, "action_sys_id": action, "action": "coach"}).one()
        fields = ["tablename", "documentkey", "fieldname", "oldvalue", "newvalue", "user"]
        found = table("sys_audit", support.ADMINISTRATOR).get(query={"documentkey": action}, fields=fields).all()
        values = ["supervisor_help_action", action, "action", "monitor", "coach", "cti.integration"]
        self.assertEqual(found, [dict(zip(fields, values))])
        error = self.assertRefused(403, said("not_authorized"), table("sys_audit").get(query={}).all)
        self.assertEqual(error["detail"], support.message("role_missing_detail", role="admin"))


class Errors(TestCase):
    def test_wrong_passwords_missing_roles_and_missing_records(self):
        for user, status, message in [
            (support.WRONG_PASSWORD, 401, said("not_authenticated")),
            (support.WITHOUT_ROLE, 403, said("not_authorized")),
        ]:
            with self.subTest(status):
                self.assertRefused(status, message, table("interaction", user).get(query={}).all)
                self.assertRefused(status, message, table("interaction", user).create({}).one)
        error = self.assertRefused(
            404, said("no_record"), table("interaction").request("GET", path_append="/" + MISSING).one
        )
        self.assertEqual(error["detail"], support.message("no_record_detail"))
        self.assertRaises(NoResults, lambda: table("interaction").update({"sys_id": MISSING}, {"type": "x"}))
        self.assertRaises(NoResults, lambda: table("interaction").delete({"sys_id": MISSING}))

    def test_faults_of_a_request_are_named(self):
        interactions = table("interaction")
        unknown = said("unknown_table_field", field="colour", table="interaction")
        for message, call in [
            (unknown, interactions.get(query={"colour": "red"}).all),
            (unknown, interactions.get(query="ORDERBYcolour").all),
            (
                said("query_unknown_operator", rest="INSTANCEOFnew", field="state"),
                interactions.get(query="stateINSTANCEOFnew").all,
            ),
            (said("unknown_uri"), table("no_such_table").get(query={}).all),
            (said("invalid_choice", field="state", value="New"), table("interaction").create({"state": "New"}).one),
            (
                said("time_not_accepted", field="opened_at", value="yesterday"),
                table("interaction").create({"opened_at": "yesterday"}).one,
            ),
            (said("required", field="interaction"), table("interaction_help_request").create({"reason": "Stuck"}).one),
            (
                said("no_such_reference", field="interaction", value=MISSING),
                table("interaction_help_request").create({"interaction": MISSING}).one,
            ),
            (unknown, stats("interaction", count="true", group_by="colour").all),
        ]:
            with self.subTest(message):
                self.assertRefused(400, message, call)

    def test_names_that_are_no_fields_are_passed_over_and_told(self):
        read = table("interaction").get(query={"sys_id": support.REFUND}, fields=["number", "colour"])
        self.assertEqual(read.all(), [{"number": support.REFUND_NUMBER}])
        self.assertEqual(read.headers["X-Ignored-Fields"], "colour")
        response = table("interaction").create({"colour": "red", "type": "phone"})
        self.assertEqual(response.headers["X-Ignored-Fields"], "colour")
        created = response.one()
        self.assertEqual((list(created), created["type"]), (INTERACTION_FIELDS, "phone"))
        # The present is when an interaction is opened, where its creator does not say when.
        self.assertEqual(created["opened_at"], created["sys_created_on"])

    def test_what_is_refused_changes_nothing(self):
        everything = table("interaction").get(query="ORDERBYsys_id").all()
        one = everything[0]["sys_id"]
        call = table("interaction").update({"sys_id": one}, {"type": "changed", "state": "No state"}).one
        self.assertRefused(400, said("invalid_choice", field="state", value="No state"), call)
        self.assertEqual(table("interaction").get(query="ORDERBYsys_id").all(), everything)


if __name__ == "__main__":
    support.main()
