// Gives JavaScript the names that wasm-opt has given to imports and exports: short-names.mjs <what wasm-opt has printed> <file>
import { readFileSync, rmSync, writeFileSync } from "node:fs";

const [names, file] = process.argv.slice(2);
const { imports, exports } = JSON.parse(readFileSync(names, "utf8"));
let text = readFileSync(file, "utf8");

function rename(pattern, name) {
  if (!pattern.test(text)) throw new Error(`${file} has no ${pattern}`);
  text = text.replaceAll(pattern, name);
}

for (const [, name, short] of imports) rename(new RegExp(`\\b${name}\\b`, "g"), short);
for (const [name, short] of exports) if (text.includes(`wasm.${name}`)) rename(new RegExp(`\\bwasm\\.${name}\\b`, "g"), `wasm.${short}`);
rename(/"\.\/index_bg\.js"/g, '"a"');
writeFileSync(file, text);
rmSync(names);
