"""aiosnow 0.6: models that the user declares, its query language, streams that follow links, and nested records."""
import datetime
import unittest

from aiosnow import Client, select
from aiosnow.exceptions import DeleteError, NoItems, RequestError, TooManyItems
from aiosnow.models import ModelSchema, TableModel, fields

import support
from support import MISSING, said

PAGE_SIZES = (1, 2, 3, 6, 7, 100)


class Interaction(TableModel):
    sys_id = fields.String(is_primary=True)
    number = fields.String()
    type = fields.String()
    state = fields.StringMap()
    short_description = fields.String()
    opened_at = fields.DateTime()
    closed_at = fields.DateTime()
    assigned_to = fields.String()
    opened_for = fields.String()
    sys_created_by = fields.String()
    sys_mod_count = fields.Integer()


class InteractionOfAction(ModelSchema):
    sys_id = fields.String(is_primary=True)
    number = fields.String()
    short_description = fields.String()


class HelpRequestOfAction(ModelSchema):
    sys_id = fields.String(is_primary=True)
    reason = fields.String()


class HelpRequest(TableModel):
    sys_id = fields.String(is_primary=True)
    interaction = fields.String()
    state = fields.String(pluck="display_value")
    reason = fields.String()


class HelpAction(TableModel):
    sys_id = fields.String(is_primary=True)
    action = fields.String()
    interaction = InteractionOfAction
    help_request = HelpRequestOfAction
    start_time = fields.DateTime()
    end_time = fields.DateTime()
    duration = fields.Integer()


class Endpoint(TableModel):
    """The Help Request API as a model: what it takes and answers."""

    success = fields.Boolean()
    message = fields.String()
    action_sys_id = fields.String()

    @property
    def _api_url(self):
        return self._client.base_url + "/api/now" + support.ENDPOINT


class TestCase(unittest.IsolatedAsyncioTestCase):
    maxDiff = None

    async def model(self, cls, table, user=support.CALLER):
        model = cls(Client(support.ADDRESS, basic_auth=user, use_ssl=False), table_name=table)
        await model.__aenter__()
        self.addAsyncCleanup(model.__aexit__)
        return model

    async def interactions(self, user=support.CALLER):
        return await self.model(Interaction, "interaction", user)

    async def assertRefused(self, status, message, call):
        """The call raises the client's exception with that status and what the service has said."""
        with self.assertRaises(RequestError) as raised:
            await call
        self.assertEqual(raised.exception.status, status)
        self.assertRegex(raised.exception.message, message)


class Records(TestCase):
    async def test_an_interaction_is_registered_read_updated_and_deleted(self):
        interactions = await self.interactions()
        given = {"type": "phone", "short_description": "Ä \"quoted\" caller", "opened_at": "2026-03-01 09:00:00"}
        response = await interactions.create(given)
        self.assertEqual(response.status, 201)
        created = response.data
        sys_id, number = created["sys_id"], created["number"]
        self.assertRegex(sys_id, "^[0-9a-f]{32}$")
        self.assertRegex(number, "^IMS[0-9]{7}$")
        state = created.pop("state")
        self.assertEqual((state.key, state.value), ("new", "New"))
        self.assertEqual(
            created,
            {
                "sys_id": sys_id,
                "number": number,
                "type": "phone",
                "short_description": "Ä \"quoted\" caller",
                "opened_at": datetime.datetime(2026, 3, 1, 9),
                "closed_at": None,
                "assigned_to": None,
                "opened_for": None,
                "sys_created_by": "cti.integration",
                "sys_mod_count": 0,
            },
        )
        read = (await interactions.get_one(Interaction.number == number)).data
        del read["state"]
        self.assertEqual(read, created)

        response = await interactions.update(sys_id, {"state": "wrap_up", "closed_at": "2026-03-01 09:30:00"})
        self.assertEqual((response.status, response["closed_at"]), (200, datetime.datetime(2026, 3, 1, 9, 30)))
        self.assertEqual((response["state"].key, response["state"].value), ("wrap_up", "Wrap Up"))
        response = await interactions.update(Interaction.number == number, {"type": ""})
        self.assertEqual((response["type"], response["sys_mod_count"]), (None, 2))

        self.assertEqual((await interactions.delete(Interaction.number == number)).status, 204)
        with self.assertRaises(NoItems):
            await interactions.get_one(Interaction.sys_id == sys_id)
        with self.assertRaises(DeleteError):
            await interactions.delete(Interaction.number == number)
        await self.assertRefused(404, said("no_record"), interactions.delete(sys_id))
        await self.assertRefused(404, said("no_record"), interactions.update(sys_id, {"type": "phone"}))

    async def test_what_is_displayed_of_a_reference_is_its_number(self):
        created = (await (await self.interactions()).create({"short_description": "Referred to"})).data
        requests = await self.model(HelpRequest, "interaction_help_request")
        given = {"interaction": created["sys_id"], "reason": "Stuck", "state": "in_progress"}
        asked = (await requests.create(given)).data
        self.assertEqual(
            asked,
            {"sys_id": asked["sys_id"], "interaction": created["sys_id"], "reason": "Stuck", "state": "In Progress"},
        )
        response = await requests.get(HelpRequest.sys_id == asked["sys_id"], return_only=["interaction", "state"])
        self.assertEqual(response.data, [{"interaction": created["sys_id"], "state": "In Progress"}])
        refused = said("record_in_use", tables="interaction_help_request")
        await self.assertRefused(409, refused, (await self.interactions()).delete(created["sys_id"]))


class Lists(TestCase):
    async def asyncSetUp(self):
        # Each test has calls of its own.
        self.calls = await self.interactions()
        self.ids = []
        for call in support.calls(self.id()):
            response = await self.calls.create(call)
            self.ids.append(response["sys_id"])
        for state in ("on_hold", "wrap_up"):
            await self.calls.update(self.ids[2], {"state": state})

    def of_test(self):
        return Interaction.opened_for == self.id()

    def indices(self, records):
        return [self.ids.index(record["sys_id"]) for record in records]

    async def test_conditions_are_understood(self):
        call = Interaction
        for condition, expected in [
            (call.state == "wrap_up", [2]),
            (call.state != "new", [1, 2, 6]),
            (call.state.in_list(["wrap_up", "on_hold"]), [1, 2]),
            (call.state.not_in_list(["new", "on_hold"]), [2, 6]),
            (call.short_description.equals("Refund"), [6]),
            (call.short_description.not_equals("Refund"), [0, 1, 2, 3, 4, 5]),
            (call.short_description.contains("refund"), [0, 2, 6]),
            (call.short_description.not_contains("refund"), [1, 3, 4, 5]),
            (call.short_description.starts_with("refund"), [0, 6]),
            (call.short_description.ends_with("refund"), [2, 6]),
            (call.short_description.equals(support.HARD_TO_SEND), [3]),
            (call.short_description.less_or_equals("Invoice, two pages"), [3, 4, 5]),
            (call.short_description.greater_or_equals("Sign-in fails"), [1, 2]),
            (call.short_description.between("I", "Refund"), [4, 6]),
            (call.assigned_to.is_empty(), [0, 1, 2, 3, 4, 6]),
            (call.assigned_to.is_populated(), [5]),
            (call.closed_at.is_empty(), [5]),
            (call.closed_at.after("2026-03-02 09:00:00"), [4, 6]),
            (call.closed_at.as_of("2026-03-02 09:00:00"), [3, 4, 6]),
            (call.closed_at.before("2026-03-01 10:00:00"), [0]),
            (call.closed_at.until("2026-03-01 10:00:00"), [0, 1]),
            (call.closed_at.between("2026-03-01 10:00:00", "2026-03-02 09:00:00"), [1, 2, 3]),
            (call.sys_mod_count == 2, [2]),
            (call.sys_mod_count != 2, [0, 1, 3, 4, 5, 6]),
            (call.sys_mod_count > 1, [2]),
            (call.sys_mod_count >= 3, []),
            (call.sys_mod_count < 1, [0, 1, 3, 4, 5, 6]),
            (call.sys_mod_count <= 1, [0, 1, 3, 4, 5, 6]),
            (call.sys_mod_count.between(1, 2), [2]),
            ((call.type == "video") | (call.state == "on_hold"), [1, 5, 6]),
            ((call.type == "chat") & (call.state == "new"), [3, 4]),
            ((call.type == "video") ^ (call.sys_id == self.ids[0]), [0, 5, 6]),
        ]:
            with self.subTest(condition.serialize_registry()):
                selection = select(self.of_test() & condition).order_asc(Interaction.number)
                response = await self.calls.get(selection, return_only=["sys_id"])
                self.assertEqual(self.indices(response.data), expected)

    async def test_records_are_sorted(self):
        selection = select(self.of_test()).order_desc([Interaction.type, "number"])
        self.assertEqual(self.indices((await self.calls.get(selection)).data), [6, 5, 1, 0, 4, 3, 2])
        selection = select(self.of_test()).order_asc("type").order_desc(Interaction.closed_at)
        self.assertEqual(self.indices((await self.calls.get(selection)).data), [4, 3, 2, 1, 0, 6, 5])

    async def test_a_stream_holds_every_record_once(self):
        selection = str(self.of_test()) + "^short_descriptionNOT LIKEnothing & <no> \"one\" + 100%^ORDERBYtype"
        for size in PAGE_SIZES:
            with self.subTest(size=size):
                pages, records = [], []
                async for response, record in self.calls.stream(selection, page_size=size):
                    pages.append(response)
                    records.append(record)
                self.assertEqual(self.indices(records), [2, 3, 4, 0, 1, 5, 6])
                self.assertEqual(len(set(map(id, pages))), -(-7 // size))
                self.assertEqual({page.headers["X-Total-Count"] for page in pages}, {"7"})

    async def test_limits_and_offsets_are_kept(self):
        selection = str(self.of_test()) + "^ORDERBYnumber"

        async def streamed(**options):
            return self.indices([record async for _, record in self.calls.stream(selection, **options)])

        self.assertEqual(await streamed(page_size=2, limit=4), [0, 1, 2, 3])
        self.assertEqual(await streamed(page_size=2, limit=4, offset=2), [2, 3, 4, 5])
        self.assertEqual(await streamed(page_size=10, limit=3), [0, 1, 2])
        # aiosnow asks for a last page of no record, which ServiceNow refuses in these words.
        with self.assertRaisesRegex(RequestError, said("invalid_limit")):
            await streamed(page_size=2, limit=3)
        self.assertEqual(self.indices((await self.calls.get(selection, limit=3)).data), [0, 1, 2])
        # aiosnow adds the offset to its limit of 10,000.
        self.assertEqual(self.indices((await self.calls.get(selection, offset=4)).data), [4, 5, 6])

    async def test_one_of_several_records_is_not_chosen(self):
        with self.assertRaises(TooManyItems):
            await self.calls.get_one(self.of_test())
        condition = self.of_test() & (Interaction.state == "wrap_up")
        self.assertEqual((await self.calls.get_one(condition))["type"], "chat")


class Help(TestCase):
    async def test_help_is_recorded_and_read_with_what_it_refers_to(self):
        interaction = (await (await self.interactions()).create({"short_description": "Needs help"})).data
        sys_id = interaction["sys_id"]
        requests = await self.model(HelpRequest, "interaction_help_request")
        asked = (await requests.create({"interaction": sys_id, "reason": "Stuck"}))["sys_id"]
        endpoint = await self.model(Endpoint, None)

        async def call(message, **given):
            result = (await endpoint.create({"interaction": sys_id, **given})).data
            self.assertEqual((result["success"], result["message"]), (True, message))
            return result.get("action_sys_id")

        created, updated = support.message("created"), support.message("updated")
        coach = await call(created, action="coach", help_request=asked, start_time="2026-03-01 10:00:00")
        monitor = await call(created, action="monitor", start_time="2026-03-01 10:05:00")
        self.assertEqual(await call(updated, action_sys_id=coach, end_time="2026-03-01 10:10:00"), coach)

        actions = await self.model(HelpAction, "supervisor_help_action")
        selection = select(HelpAction.interaction.number == interaction["number"]).order_asc(HelpAction.start_time)
        first, second = (await actions.get(selection)).data
        of_interaction = {name: interaction[name] for name in ("sys_id", "number", "short_description")}
        self.assertEqual(
            first,
            {
                "sys_id": coach,
                "action": "coach",
                "interaction": of_interaction,
                "help_request": {"sys_id": asked, "reason": "Stuck"},
                "start_time": datetime.datetime(2026, 3, 1, 10),
                "end_time": datetime.datetime(2026, 3, 1, 10, 10),
                "duration": 600,
            },
        )
        # There is no help request, so there is nothing to fetch.
        self.assertEqual(second.pop("help_request"), {})
        self.assertEqual(
            second,
            {
                "sys_id": monitor,
                "action": "monitor",
                "interaction": of_interaction,
                "start_time": datetime.datetime(2026, 3, 1, 10, 5),
                "end_time": None,
                "duration": None,
            },
        )
        open_ = HelpAction.interaction.sys_id.equals(sys_id) & HelpAction.end_time.is_empty()
        self.assertEqual((await actions.get_one(open_))["sys_id"], monitor)
        long = HelpAction.interaction.sys_id.equals(sys_id) & HelpAction.duration.greater_or_equals(600)
        self.assertEqual((await actions.get_one(long))["sys_id"], coach)

        ended = support.message("ended_all", interaction=sys_id)
        self.assertIsNone(await call(ended, end_time="2026-03-01 10:20:00"))
        durations = [record["duration"] async for _, record in actions.stream(selection, page_size=1)]
        self.assertEqual(durations, [1200, 900])

    async def test_a_help_action_is_not_written_by_the_table_api(self):
        actions = await self.model(HelpAction, "supervisor_help_action")
        await self.assertRefused(403, said("not_authorized"), actions.create({"interaction": support.REFUND}))
        await self.assertRefused(403, said("not_authorized"), actions.update(support.COACH, {"action": "monitor"}))
        await self.assertRefused(403, said("not_authorized"), actions.delete(support.COACH))
        self.assertEqual((await actions.get_one(HelpAction.sys_id == support.COACH))["action"], "coach")

    async def test_what_the_endpoint_refuses_is_told(self):
        endpoint = await self.model(Endpoint, None)
        call = endpoint.create({"interaction": MISSING, "action": "coach"})
        await self.assertRefused(404, said("no_interaction", id=MISSING), call)


class Errors(TestCase):
    async def test_errors_are_the_clients_own(self):
        refused = said("not_authenticated") + ": " + said("not_authenticated_detail")
        await self.assertRefused(401, refused, (await self.interactions(support.WRONG_PASSWORD)).get())
        await self.assertRefused(403, said("not_authorized"), (await self.interactions(support.WITHOUT_ROLE)).get())

    async def test_faults_of_a_request_are_named(self):
        interactions = await self.interactions()
        unknown = said("unknown_table_field", field="colour", table="interaction")
        await self.assertRefused(400, unknown, interactions.get("colour=red"))
        await self.assertRefused(400, unknown, interactions.get(select().order_asc("colour")))
        unknown = said("query_unknown_operator", rest="INSTANCEOFnew", field="state")
        await self.assertRefused(400, unknown, interactions.get("stateINSTANCEOFnew"))
        await self.assertRefused(
            400, said("invalid_choice", field="state", value="New"), interactions.create({"state": "New"})
        )
        unknown = said("unknown_uri")
        await self.assertRefused(400, unknown, (await self.model(Interaction, "no_such_table")).get())

    async def test_names_that_are_no_fields_are_passed_over_and_told(self):
        interactions = await self.interactions()
        read = await interactions.get(Interaction.sys_id == support.REFUND, return_only=["number", "colour"])
        self.assertEqual((read.data, read.headers["X-Ignored-Fields"]), ([{"number": support.REFUND_NUMBER}], "colour"))
        created = await interactions.create({"colour": "red", "type": "phone"})
        told = (created.status, created["type"], created.headers["X-Ignored-Fields"])
        self.assertEqual(told, (201, "phone", "colour"))


if __name__ == "__main__":
    support.main()
