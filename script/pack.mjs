// Puts modules into as few files as pages ask for: one with those most lazy functions need, and one for
// each lazy function with the rest of its own. What a few share lies in the file of each: who opens a
// first page fetches just what it needs, in two requests, and a second page may bring some of it again.
// Usage: node script/pack.mjs FOLDER, before anything is compressed.
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const [folder] = process.argv.slice(2);
/** Of all lazy functions. */
const MOST = 0.6;
const SHARED = 'shared.bin';

const file = (name) => path.join(folder, name);
const bundles = JSON.parse(readFileSync(file('bundles.json'), 'utf8'));
const names = Object.keys(bundles).sort();
const modules = [...new Set(Object.values(bundles).flat())].filter((module) => existsSync(file(module))).sort();
const users = (module) => names.filter((name) => bundles[name].includes(module));
const isShared = (module) => users(module).length >= names.length * MOST;
const sizes = new Map(modules.map((module) => [module, statSync(file(module)).size]));
const size = (list) => list.reduce((sum, module) => sum + sizes.get(module), 0);
const shared = modules.filter(isShared);
/** Who needs little of what is shared has it in its own file: the rest is not fetched with it. */
const takesShared = (name) => size(shared.filter((module) => bundles[name].includes(module))) >= size(shared) / 2;

/** File → what lies in it. */
const packs = new Map([[SHARED, shared]]);
for (const name of names) packs.set(`${name}.bin`, modules.filter((module) => bundles[name].includes(module) && !(isShared(module) && takesShared(name))));

/** File → numbers of the modules in it, one behind the other. */
const contents = {};
for (const [pack, held] of packs) {
  contents[pack] = held.map((module) => modules.indexOf(module));
  if (held.length > 0) writeFileSync(file(pack), Buffer.concat(held.map((module) => readFileSync(file(module)))));
}

const script = file('__wasm_split.js');
let code = readFileSync(script, 'utf8');
const replaced = (what, by) => {
  const before = code;
  code = code.replaceAll(what, by);
  if (code === before) throw new Error(`${script} has no ${what}, as was expected`);
};
for (const [number, module] of modules.entries()) replaced(`fetch(new URL("./${module}", import.meta.url))`, `part(${number})`);
for (const name of names) replaced(`__wasm_split_load_${name} = wrapAsyncCb(`, `__wasm_split_load_${name} = ofBundle("${name}")(`);
// What fails is asked for again by whoever needs it next.
code += `
const packs = new Map();
let current;
function ofBundle(name) {
  return (load) => wrapAsyncCb(() => {
    current = name + ".bin";
    return load();
  });
}
function bytes(pack) {
  if (!packs.has(pack)) {
    const asked = fetch(new URL("./" + pack, import.meta.url)).then((answer) => {
      if (!answer.ok) throw new Error(pack + ": " + answer.status);
      return answer.arrayBuffer();
    });
    packs.set(pack, asked);
    asked.catch(() => { if (packs.get(pack) === asked) packs.delete(pack); });
  }
  return packs.get(pack);
}
async function part(number) {
  const holds = (pack) => PACKS[pack]?.includes(number);
  const pack = [...packs.keys()].find(holds) ?? (holds(current) ? current : Object.keys(PACKS).find(holds));
  const held = PACKS[pack];
  const from = held.slice(0, held.indexOf(number)).reduce((sum, before) => sum + LENGTHS[before], 0);
  return new Response(new Uint8Array(await bytes(pack), from, LENGTHS[number]), { headers: { "content-type": "application/wasm" } });
}
const LENGTHS = ${JSON.stringify(modules.map((module) => sizes.get(module)))};
const PACKS = ${JSON.stringify(contents)};
`;
writeFileSync(script, code);
for (const module of modules) rmSync(file(module));

const files = (name) => [...(takesShared(name) ? [SHARED] : []), `${name}.bin`].filter((pack) => packs.get(pack).some((module) => bundles[name].includes(module)));
writeFileSync(file('bundles.json'), JSON.stringify(Object.fromEntries(names.map((name) => [name, files(name)]))));
