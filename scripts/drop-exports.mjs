// Writes a WebAssembly module without the exports that the crate worker makes for classes this service does not use, so that
// wasm-opt finds their code unused: 2 KB compressed. To be called as: node drop-exports.mjs module.wasm
import { readFileSync, writeFileSync } from "node:fs";

const UNUSED = /^(__wbg_(get_|set_)?)?(containerstartupoptions|minifyconfig|r2range|intounderlying)/;
const EXPORT_SECTION = 7;

const [path] = process.argv.slice(2);
const bytes = readFileSync(path);
let at = 0;

function number() {
  let [value, shift, byte] = [0, 0, 0];
  do {
    byte = bytes[at++];
    value += (byte & 127) * 2 ** shift;
    shift += 7;
  } while (byte & 128);
  return value;
}

function encoded(value) {
  const all = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 128) return Buffer.from([...all, rest]);
    all.push((rest & 127) | 128);
  }
}

function withoutUnused() {
  const kept = [];
  for (let left = number(); left > 0; left -= 1) {
    const start = at;
    const length = number();
    const name = bytes.toString("utf8", at, at + length);
    at += length + 1;
    number();
    if (!UNUSED.test(name)) kept.push(bytes.subarray(start, at));
  }
  return Buffer.concat([encoded(kept.length), ...kept]);
}

const HEADER_BYTES = 8;
const sections = [bytes.subarray(0, HEADER_BYTES)];
at = HEADER_BYTES;
while (at < bytes.length) {
  const start = at;
  const id = bytes[at++];
  const end = number() + at;
  if (id === EXPORT_SECTION) {
    const section = withoutUnused();
    sections.push(Buffer.from([id]), encoded(section.length), section);
  } else {
    sections.push(bytes.subarray(start, end));
  }
  at = end;
}
writeFileSync(path, Buffer.concat(sections));
