import { randomBytes } from "node:crypto";

/** A new sys_id: UUIDv7 (RFC 9562, section 5.7) without hyphens. */
export function newSysId() {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  return bytes.toString("hex");
}
