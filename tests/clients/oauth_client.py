"""pysnow 0.7 and pysnc 1.2 with tokens and API keys, as they use them with ServiceNow.

OAUTHLIB_INSECURE_TRANSPORT=1 is oauthlib's own switch for a service without https.
"""
import time
import unittest

import pysnow
import requests
from pysnc import ServiceNowClient, ServiceNowPasswordGrantFlow
from pysnc.asyncio import AsyncServiceNowClient
from pysnc.asyncio.auth import AsyncServiceNowClientCredentialsFlow, AsyncServiceNowPasswordGrantFlow
from pysnc.auth import ServiceNowClientCredentialsFlow
from pysnc.exceptions import AuthenticationException

import support
from support import MISSING

# Of the sample data; the client acts as cti.integration.
CLIENT = ("c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0", "local-development-only-client-secret")
API_KEY = "a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1.local-development-only-key"
# pysnc takes no http:// but in capitals.
INSTANCE = "HTTP://" + support.ADDRESS
DENIED = {"error_description": "access_denied", "error": "server_error"}


class Pysnow(unittest.TestCase):
    def client(self, secret=CLIENT[1]):
        self.updated = []
        return pysnow.OAuthClient(
            client_id=CLIENT[0], client_secret=secret, token_updater=self.updated.append, host=support.ADDRESS, use_ssl=False
        )

    def create(self, client):
        interactions = client.resource(api_path="/table/interaction")
        created = interactions.create({"type": "phone", "short_description": "by OAuth"}).one()
        self.assertEqual(created["sys_created_by"], "cti.integration")
        found = interactions.get(query={"sys_id": created["sys_id"]}).one()
        self.assertEqual(found["short_description"], "by OAuth")

    def test_a_token_is_generated_and_used(self):
        client = self.client()
        client.set_token(client.generate_token(*support.CALLER))
        self.create(client)
        self.assertEqual(self.updated, [])

    def test_an_expired_token_is_refreshed_again_and_again(self):
        client = self.client()
        token = client.generate_token(*support.CALLER)
        seen = {token["refresh_token"]}
        for _ in range(3):
            client.set_token(dict(token, expires_at=time.time() - 10))
            self.create(client)
            self.assertGreaterEqual(len(self.updated), 1)
            token = self.updated[-1]
            self.assertEqual((token["token_type"], token["expires_in"]), ("Bearer", 1799))
            seen.add(token["refresh_token"])
            self.updated.clear()
        self.assertGreater(len(seen), 3)

    def test_a_wrong_password_and_a_wrong_secret_are_said(self):
        for client, user in ((self.client(), support.WRONG_PASSWORD), (self.client("wrong"), support.CALLER)):
            with self.assertRaises(pysnow.exceptions.TokenCreateError) as raised:
                client.generate_token(*user)
            error = raised.exception
            self.assertEqual((error.error, error.description), ("Error creating user token", "access_denied"))


class Pysnc(unittest.TestCase):
    def use(self, client, user="cti.integration"):
        gr = client.GlideRecord("interaction")
        gr.initialize()
        gr.short_description = "by OAuth"
        sys_id = gr.insert()
        gr = client.GlideRecord("interaction")
        self.assertTrue(gr.get(sys_id))
        self.assertEqual((gr.get_value("short_description"), gr.get_value("sys_created_by")), ("by OAuth", user))

    def test_the_password_flow(self):
        self.use(ServiceNowClient(INSTANCE, ServiceNowPasswordGrantFlow(*support.CALLER, *CLIENT)))
        self.use(ServiceNowClient(INSTANCE, ServiceNowPasswordGrantFlow(support.ADMINISTRATOR, None, *CLIENT)), "admin")

    def test_the_password_flow_refreshes_an_expired_token(self):
        session = ServiceNowPasswordGrantFlow(*support.CALLER, *CLIENT).authenticate(INSTANCE)
        first = session.token["refresh_token"]
        session.token = dict(session.token, expires_at=time.time() - 10)
        client = ServiceNowClient(INSTANCE, session)
        # pysnc refreshes, but sends the request that found the token expired without any.
        with self.assertRaises(AuthenticationException):
            client.GlideRecord("interaction").get(MISSING)
        self.assertNotEqual(session.token["refresh_token"], first)
        self.use(client)

    def test_the_client_credentials_flow(self):
        self.use(ServiceNowClient(INSTANCE, ServiceNowClientCredentialsFlow(*CLIENT)))

    def test_wrong_credentials_are_said(self):
        for flow in (ServiceNowClientCredentialsFlow(CLIENT[0], "wrong"), ServiceNowClientCredentialsFlow("wrong", CLIENT[1])):
            with self.assertRaises(AuthenticationException) as raised:
                ServiceNowClient(INSTANCE, flow)
            self.assertEqual(str(raised.exception), "Failed to obtain access token: 401 Unauthorized - access_denied")

    def test_an_api_key_in_a_session(self):
        session = requests.Session()
        session.headers["x-sn-apikey"] = API_KEY
        self.use(ServiceNowClient(INSTANCE, session))


class PysncAsynchronous(unittest.IsolatedAsyncioTestCase):
    async def use(self, flow):
        # Within a loop, pysnc does not sign in itself, but takes a session.
        client = AsyncServiceNowClient(INSTANCE, await flow.authenticate(INSTANCE))
        self.addAsyncCleanup(client.close)
        gr = await client.GlideRecord("interaction")
        gr.initialize()
        gr.short_description = "by OAuth"
        sys_id = await gr.insert()
        gr = await client.GlideRecord("interaction")
        self.assertTrue(await gr.get(sys_id))
        self.assertEqual(gr.get_value("sys_created_by"), "cti.integration")

    async def test_the_asynchronous_password_flow(self):
        # pysnc's records do not send the token of this flow, so its session is used itself.
        session = await AsyncServiceNowPasswordGrantFlow(*support.CALLER, *CLIENT).authenticate(INSTANCE)
        self.addAsyncCleanup(session.aclose)
        answer = await session.get("/api/now/table/interaction", params={"sysparm_limit": "1"})
        self.assertEqual((answer.status_code, len(answer.json()["result"])), (200, 1))

    async def test_the_asynchronous_client_credentials_flow(self):
        await self.use(AsyncServiceNowClientCredentialsFlow(*CLIENT))

    async def test_wrong_passwords_of_the_asynchronous_flow_are_said(self):
        with self.assertRaises(AuthenticationException) as raised:
            await self.use(AsyncServiceNowPasswordGrantFlow(*support.WRONG_PASSWORD, *CLIENT))
        self.assertEqual(raised.exception.args[0], DENIED)


if __name__ == "__main__":
    support.main()
