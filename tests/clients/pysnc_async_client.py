"""pysnc 1.2, asynchronous: another HTTP client, which sends neither Accept nor User-Agent."""
import unittest

import httpx
from pysnc.asyncio import AsyncServiceNowClient
from pysnc.exceptions import AuthenticationException, NotFoundException, RequestException, RoleException

import support
from support import INTERACTION_FIELDS, MISSING, said

INSTANCE = "HTTP://" + support.ADDRESS
PAGE_SIZES = (1, 2, 3, 6, 7, 100)


class TestCase(unittest.IsolatedAsyncioTestCase):
    maxDiff = None

    def client(self, user=support.CALLER):
        client = AsyncServiceNowClient(INSTANCE, user)
        self.addAsyncCleanup(client.close)
        return client

    async def record(self, table, user=support.CALLER, **options):
        return await self.client(user).GlideRecord(table, **options)

    async def insert(self, table, **values):
        gr = await self.record(table)
        gr.initialize()
        for name, value in values.items():
            gr.set_value(name, value)
        await gr.insert()
        return gr

    async def assertRefused(self, exception, message, call):
        """The call raises the client's exception, which holds what the service has said."""
        with self.assertRaises(exception) as raised:
            await call
        answer = raised.exception.args[0]
        self.assertEqual(answer["status"], "failure")
        self.assertRegex(answer["error"]["message"], message)


class Records(TestCase):
    async def test_an_interaction_is_registered_read_updated_and_deleted(self):
        given = {"type": "phone", "short_description": "Ä call", "opened_at": "2026-03-01 09:00:00"}
        gr = await self.insert("interaction", **given)
        self.assertEqual(gr.fields, INTERACTION_FIELDS)
        created = gr.serialize()
        expected = support.new_interaction(created, **given)
        self.assertEqual(created, expected)
        self.assertRegex(created["sys_id"], "^[0-9a-f]{32}$")
        self.assertRegex(created["number"], "^IMS[0-9]{7}$")

        gr = await self.record("interaction")
        self.assertTrue(await gr.get(created["sys_id"]))
        self.assertEqual(gr.serialize(), created)
        gr.state = "wrap_up"
        self.assertEqual(await gr.update(), created["sys_id"])
        expected.update(state="wrap_up", sys_mod_count="1", sys_updated_on=gr.get_value("sys_updated_on"))
        self.assertEqual(gr.serialize(), expected)
        self.assertEqual(gr.get_display_value("state"), "Wrap Up")
        self.assertEqual(await gr.update(), created["sys_id"])

        gr = await self.record("interaction")
        self.assertTrue(await gr.get("number", created["number"]))
        self.assertEqual(gr.serialize(), expected)
        self.assertTrue(await gr.delete())
        self.assertFalse(await (await self.record("interaction")).get(created["sys_id"]))
        await self.assertRefused(NotFoundException, said("no_record"), gr.delete())

    async def test_references_are_values_and_what_is_displayed(self):
        interaction = await self.insert("interaction", short_description="Referred to")
        sys_id, number = interaction.get_value("sys_id"), interaction.get_value("number")
        asked = await self.insert("interaction_help_request", interaction=sys_id, state="in_progress")
        gr = await self.record("interaction_help_request")
        gr.fields = "interaction,state,interaction.number"
        gr.exclude_reference_link = False
        self.assertTrue(await gr.get(asked.get_value("sys_id")))
        self.assertEqual((gr.get_value("interaction"), gr.get_display_value("interaction")), (sys_id, number))
        self.assertEqual(gr.get_display_value("state"), "In Progress")
        self.assertEqual(gr.interaction.number, number)
        self.assertEqual(gr.interaction.get_link().lower(), support.link("interaction", sys_id))
        refused = said("record_in_use", tables="interaction_help_request")
        await self.assertRefused(RequestException, refused, interaction.delete())


class Lists(TestCase):
    async def asyncSetUp(self):
        # Each test has calls of its own.
        self.ids = []
        for call in support.calls(self.id()):
            gr = await self.insert("interaction", **call)
            self.ids.append(gr.get_value("sys_id"))

    async def calls(self, **options):
        gr = await self.record("interaction", **options)
        gr.add_query("opened_for", self.id())
        return gr

    async def assertFound(self, gr, *expected):
        await gr.query()
        found = [self.ids.index(str(one.sys_id)) async for one in gr]
        self.assertEqual(found, list(expected), gr.get_encoded_query())

    async def test_queries_are_understood(self):
        for query, expected in [
            (("state", "wrap_up"), [2]),
            (("state", "NOT IN", "new,on_hold"), [2, 6]),
            (("short_description", "CONTAINS", "refund"), [0, 2, 6]),
            (("short_description", "DOES NOT CONTAIN", "refund"), [1, 3, 4, 5]),
            (("short_description", support.HARD_TO_SEND), [3]),
            (("closed_at", ">=", "2026-03-02 09:00:00"), [3, 4, 6]),
            (("closed_at", "BETWEEN", "2026-03-01 10:00:00@2026-03-02 09:00:00"), [1, 2, 3]),
        ]:
            with self.subTest(query):
                gr = await self.calls()
                gr.add_query(*query)
                await self.assertFound(gr, *expected)
        gr = await self.calls()
        gr.add_null_query("closed_at").add_or_condition("state", "on_hold")
        gr.order_by_desc("number")
        await self.assertFound(gr, 5, 1)

    async def test_pages_hold_every_record_once(self):
        for size in PAGE_SIZES:
            with self.subTest(size=size):
                gr = await self.calls(batch_size=size)
                gr.order_by("type")
                await self.assertFound(gr, 2, 3, 4, 0, 1, 5, 6)
                self.assertEqual(len(gr), 7)

    async def test_a_limit_ends_the_pages(self):
        for size, limit in [(2, 4), (4, 6), (10, 4)]:
            with self.subTest(size=size, limit=limit):
                gr = await self.calls(batch_size=size)
                gr.limit = limit
                await self.assertFound(gr, *range(limit))

    async def test_the_fields_that_are_asked_for_are_read(self):
        gr = await self.calls()
        gr.fields = "state,type"
        await gr.query()
        expected = [
            {"sys_id": sys_id, "state": call["state"], "type": call["type"]}
            for sys_id, call in zip(self.ids, support.CALLS)
        ]
        self.assertEqual(await gr.serialize_all(), expected)


class Help(TestCase):
    async def test_help_that_the_endpoint_records_is_read(self):
        interaction = (await self.insert("interaction", short_description="Needs help")).get_value("sys_id")
        session, url = self.client().session, "/api/now" + support.ENDPOINT

        async def call(**fields):
            response = await session.post(url, json={"interaction": interaction, **fields})
            self.assertEqual(response.status_code, 200, response.text)
            return response.json()["result"].get("action_sys_id")

        coach = await call(action="coach", start_time="2026-03-01 10:00:00")
        barge_in = await call(action="barge_in", start_time="2026-03-01 10:05:00")
        await call(action_sys_id=coach, end_time="2026-03-01 10:10:00")
        await call(end_time="2026-03-01 10:20:00")
        gr = await self.record("supervisor_help_action")
        gr.add_query("interaction", interaction)
        gr.fields = "action,duration"
        await gr.query()
        expected = [
            {"sys_id": coach, "action": "coach", "duration": "1200"},
            {"sys_id": barge_in, "action": "barge_in", "duration": "900"},
        ]
        self.assertEqual(await gr.serialize_all(), expected)
        expected[0]["action"], expected[1]["action"] = "Coach", "Barge In"
        self.assertEqual(await gr.serialize_all(display_value=True), expected)

    async def test_a_help_action_is_not_written_by_the_table_api(self):
        gr = await self.record("supervisor_help_action")
        self.assertTrue(await gr.get(support.COACH))
        await self.assertRefused(RoleException, said("not_authorized"), gr.delete())
        gr.action = "monitor"
        await self.assertRefused(RoleException, said("not_authorized"), gr.update())
        self.assertTrue(await gr.get(support.COACH))
        self.assertEqual(gr.action, "coach")


class Errors(TestCase):
    async def test_errors_are_the_clients_own(self):
        gr = await self.record("interaction", support.WRONG_PASSWORD)
        await self.assertRefused(AuthenticationException, said("not_authenticated"), gr.query())
        gr = await self.record("interaction", support.WITHOUT_ROLE)
        await self.assertRefused(RoleException, said("not_authorized"), gr.query())
        gr = await self.record("interaction")
        gr.add_query("colour", "red")
        await self.assertRefused(
            RequestException, said("unknown_table_field", field="colour", table="interaction"), gr.query()
        )
        unknown = said("unknown_uri")
        await self.assertRefused(RequestException, unknown, (await self.record("no_such_table")).query())
        refused = said("invalid_choice", field="state", value="New")
        await self.assertRefused(RequestException, refused, self.insert("interaction", state="New"))
        gr = await self.record("interaction")
        gr.add_query("sys_id", MISSING)
        await gr.query()
        self.assertEqual((len(gr), await gr.next()), (0, False))

    async def test_a_client_with_a_token_is_let_in(self):
        headers = {"Authorization": "Bearer " + support.TOKEN}
        session = httpx.AsyncClient(headers=headers, base_url=INSTANCE)
        self.addAsyncCleanup(session.aclose)
        client = AsyncServiceNowClient(INSTANCE, session)
        response = await client.session.get("/api/now/table/interaction/" + support.REFUND)
        self.assertEqual((response.status_code, response.json()["result"]["number"]), (200, support.REFUND_NUMBER))


if __name__ == "__main__":
    support.main()
