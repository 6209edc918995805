// How the calls sign in.
import { claims, SECRET } from "../../tests/http/support/service.mjs";
import { hs256 } from "../../tests/http/support/tokens.mjs";

/** Longer than any run. */
const HOURS = 6;

const token = hs256(claims({ exp: Math.floor(Date.now() / 1000) + HOURS * 3600 }), SECRET);

export const BEARER = `Bearer ${token}`;
export const BASIC = `Basic ${Buffer.from("cti.integration:help-request-demo").toString("base64")}`;
/** The last character of a signature of 32 bytes holds 2 bits that do not count, the first one none. */
export const FORGED = `Bearer ${token.replace(/\.([^.])([^.]*)$/, (_, first, rest) => `.${first === "A" ? "B" : "A"}${rest}`)}`;
