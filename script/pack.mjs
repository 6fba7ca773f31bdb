// Puts the modules most lazy functions need, and those too small to be fetched by themselves, into one
// file: a page would ask for thirty. Usage: node script/pack.mjs FOLDER, before anything is compressed.
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const [folder] = process.argv.slice(2);
/** In bytes, once made small. */
const SMALL = 8 * 1024;
/** Lazy functions. */
const MOST = 4;
const PACK = 'shared.bin';

const file = (name) => path.join(folder, name);
const bundles = JSON.parse(readFileSync(file('bundles.json'), 'utf8'));
const uses = new Map();
for (const module of Object.values(bundles).flat()) uses.set(module, (uses.get(module) ?? 0) + 1);
const packed = [...uses.keys()]
  .filter((module) => existsSync(file(module)) && (uses.get(module) >= MOST || statSync(file(module)).size < SMALL))
  .sort();
if (packed.length < 2) process.exit();

const places = {};
const parts = [];
let at = 0;
for (const module of packed) {
  const bytes = readFileSync(file(module));
  places[module] = [at, bytes.length];
  parts.push(bytes);
  at += bytes.length;
}

const script = file('__wasm_split.js');
let code = readFileSync(script, 'utf8');
for (const module of packed) {
  const fetched = new RegExp(`fetch\\(new URL\\("\\./${RegExp.escape?.(module) ?? module.replaceAll('.', '\\.')}",\\s*import\\.meta\\.url\\)\\)`, 'g');
  const before = code;
  code = code.replace(fetched, `part("${module}")`);
  if (code === before) throw new Error(`${script} does not fetch ${module} as expected`);
}
// What fails is asked for again by whoever needs it next.
code += `
let pack;
async function part(name) {
  if (pack === undefined) {
    pack = fetch(new URL("./${PACK}", import.meta.url)).then((answer) => {
      if (!answer.ok) throw new Error(\`${PACK}: \${answer.status}\`);
      return answer.arrayBuffer();
    });
    const asked = pack;
    asked.catch(() => { if (pack === asked) pack = undefined; });
  }
  const [from, length] = PLACES[name];
  return new Response(new Uint8Array(await pack, from, length), { headers: { "content-type": "application/wasm" } });
}
const PLACES = ${JSON.stringify(places)};
`;

writeFileSync(file(PACK), Buffer.concat(parts));
writeFileSync(script, code);
for (const module of packed) rmSync(file(module));
const named = Object.entries(bundles).map(([name, modules]) => {
  const own = modules.filter((module) => !packed.includes(module));
  return [name, own.length < modules.length ? [PACK, ...own] : own];
});
writeFileSync(file('bundles.json'), JSON.stringify(Object.fromEntries(named)));
console.error(`${packed.length} modules in ${PACK}`);
