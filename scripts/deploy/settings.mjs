// Checks variables and secrets together.
import { Fault } from "../user/fault.mjs";

const SECRETS = ["JWT_HS256_SECRET"];
const KEY_VARIABLES = ["JWT_JWKS", "JWT_JWKS_URL"];
const TOKEN_VARIABLES = ["JWT_ISSUER", "JWT_AUDIENCE", "JWT_ROLES_CLAIM"];

export function checkSettings(variables, secrets) {
  for (const name of SECRETS.filter((name) => name in variables)) {
    throw new Fault(
      `${name} is a secret, but stands in the configuration, which goes into version control. Take it out, choose another, and ` +
        `set it by \`npx wrangler secret put ${name}\`.`,
    );
  }
  const [given] = TOKEN_VARIABLES.filter((name) => name in variables);
  if (given && !givesKeys(variables, secrets)) {
    throw new Fault(
      `${given} is set, but no key that tokens are checked with. Run \`npx wrangler secret put JWT_HS256_SECRET\`, set ` +
        `${KEY_VARIABLES.join(" or ")}, or remove ${given}.`,
    );
  }
}

/** True if tokens can be checked. */
export function givesKeys(variables, secrets) {
  return secrets.includes("JWT_HS256_SECRET") || KEY_VARIABLES.some((name) => name in variables);
}
