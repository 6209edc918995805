// New ids: UUIDv7 without hyphens, so that they sort by the time they were made.

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

export function newId(millis: number): string {
  const random = crypto.getRandomValues(new Uint8Array(10));
  random[0] = 0x70 | (random[0]! & 0x0f);
  random[2] = 0x80 | (random[2]! & 0x3f);
  let id = millis.toString(16).padStart(12, "0");
  for (const byte of random) id += HEX[byte];
  return id;
}
