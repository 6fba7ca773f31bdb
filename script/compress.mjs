// Writes a .br and a .gz beside every text and WASM file of a folder, for the server to send as
// they are. Usage: node script/compress.mjs FOLDER
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const [folder] = process.argv.slice(2);
const worthwhile = new Set(['.bin', '.css', '.html', '.js', '.json', '.svg', '.txt', '.wasm', '.webmanifest']);

const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && worthwhile.has(extname(entry.name)))
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name));

// They are compressed by threads of their own, several at a time.
const sizes = await Promise.all(
  files.map(async (path) => {
    const bytes = readFileSync(path);
    const [brotli, zipped] = await Promise.all([
      promisify(brotliCompress)(bytes, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
          [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
        },
      }),
      promisify(gzip)(bytes, { level: 9 }),
    ]);
    writeFileSync(`${path}.br`, brotli);
    writeFileSync(`${path}.gz`, zipped);
    return [bytes.length, brotli.length];
  }),
);
const [plain, small] = [0, 1].map((at) => Math.ceil(sizes.reduce((sum, size) => sum + size[at], 0) / 1024));
console.error(`${files.length} files: ${plain} KiB, ${small} KiB as brotli`);
