// Signs JSON Web Tokens, good and bad ones.
import { createHmac, createSign, generateKeyPairSync } from "node:crypto";

const part = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

/** A token of the given header and claims, with the signature that `sign` makes of its first two parts. */
export function token(header, claims, sign) {
  const signed = `${part(header)}.${part(claims)}`;
  return `${signed}.${sign(signed)}`;
}

export function hs256(claims, secret, header = { alg: "HS256", typ: "JWT" }) {
  return token(header, claims, (signed) => createHmac("sha256", secret).update(signed).digest("base64url"));
}

/** A key pair with `jwk`, the public key for a key set, and `sign(claims, header)`. */
export function keyPair(algorithm, kid) {
  const isRsa = algorithm === "RS256";
  const { publicKey, privateKey } = isRsa
    ? generateKeyPairSync("rsa", { modulusLength: 2048 })
    : generateKeyPairSync("ec", { namedCurve: "P-256" });
  const jwk = { ...publicKey.export({ format: "jwk" }), kid, alg: algorithm, use: "sig" };
  const sign = (claims, header = { alg: algorithm, typ: "JWT", kid }) =>
    token(header, claims, (signed) =>
      createSign("sha256").update(signed).sign({ key: privateKey, dsaEncoding: "ieee-p1363" }, "base64url"),
    );
  return { jwk, sign, publicKey };
}
