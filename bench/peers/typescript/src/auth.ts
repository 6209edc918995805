// Who calls: a JSON Web Token signed with HS256.
import { errors, jwtVerify, type JWTPayload } from "jose";
import { createMiddleware } from "hono/factory";
import * as messages from "../../../../tests/messages.json";
import type { AppEnv, Env } from "./env";
import { internal, notAuthenticated, notAuthorized } from "./error";

const INTEGRATION_ROLE = "interaction_integration_user";
const ADMIN_ROLE = "admin";
const MIN_SECRET_BYTES = 32;

/** As the configuration, the key stays the same while the isolate lives. */
let importedKey: Promise<CryptoKey> | undefined;

function key(env: Env): Promise<CryptoKey> {
  const secret = new TextEncoder().encode(env.JWT_HS256_SECRET);
  if (secret.length < MIN_SECRET_BYTES) throw internal("configuration: JWT_HS256_SECRET is too short");
  return crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
}

export const authenticate = createMiddleware<AppEnv>(async (c, next) => {
  const header = c.req.header("Authorization");
  if (!header) throw notAuthenticated("credentials_missing");
  const token = /^bearer +(.+)$/i.exec(header)?.[1];
  if (!token) throw notAuthenticated("credentials_malformed");
  importedKey ??= key(c.env);
  const claims = await verified(token, await importedKey, c.env);
  const subject = [claims.sub, claims.client_id, claims.azp].find((name) => typeof name === "string" && name.trim());
  if (typeof subject !== "string") {
    throw notAuthenticated("token_without_subject", messages.token_without_subject);
  }
  c.set("user", subject);
  c.set("caller", `${claims.iss}|${subject}`);
  const roles = rolesOf(claims);
  if (!roles.includes(INTEGRATION_ROLE) && !roles.includes(ADMIN_ROLE)) throw notAuthorized(INTEGRATION_ROLE);
  await next();
});

async function verified(token: string, secret: CryptoKey, env: Env): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, secret, {
      algorithms: ["HS256"],
      issuer: env.JWT_ISSUER,
      audience: env.JWT_AUDIENCE,
      clockTolerance: 60,
      requiredClaims: ["exp"],
    });
    return payload;
  } catch (error) {
    throw notAuthenticated(...why(error));
  }
}

function why(error: unknown): [code: string, description: string] {
  if (error instanceof errors.JWTExpired) return ["token_expired", messages.token_expired];
  if (!(error instanceof errors.JWTClaimValidationFailed)) {
    return ["token_signature_wrong", messages.token_untrusted];
  }
  switch (error.claim) {
    case "iss":
      return ["token_issuer_wrong", messages.token_issuer_wrong];
    case "aud":
      return ["token_audience_wrong", messages.token_audience_wrong];
    case "exp":
      return ["token_without_exp", messages.token_without_exp];
    default:
      return ["token_not_yet_valid", messages.token_not_yet_valid];
  }
}

function rolesOf({ roles }: JWTPayload): unknown[] {
  if (Array.isArray(roles)) return roles;
  return typeof roles === "string" ? roles.split(/[ ,]+/) : [];
}
