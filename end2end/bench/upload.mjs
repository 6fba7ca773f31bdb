// 32 parallel uploads of a JPEG of almost 5 MiB against nginx storing the same bodies. The server
// decodes every picture and encodes it anew; nginx only writes it.
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Applicant } from './applicant.mjs';
import { pictures } from './examples.mjs';
import { freePort, pause, program, start, stop } from './processes.mjs';
import { drawPictures } from './pictures.mjs';
import { withServer } from './portal.mjs';
import { half, ratio } from './rows.mjs';
import { FOLDER } from './server.mjs';
import { Visitor, multipart } from './visitor.mjs';
import { requests, wrk } from './wrk.mjs';

const TARGET = 0.7;

function configuration(folder, port) {
  return `
    daemon off; pid ${folder}/pid; error_log ${folder}/error.log; worker_processes auto;
    events { worker_connections 256; }
    http {
      access_log off; client_max_body_size 64m;
      client_body_temp_path ${folder}/arriving; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
      uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
      server { listen 127.0.0.1:${port}; location / { root ${folder}/stored; dav_methods PUT; dav_access user:rw all:r; } }
    }`;
}

async function nginx() {
  const folder = path.join(FOLDER, 'nginx');
  mkdirSync(path.join(folder, 'stored'), { recursive: true });
  const port = await freePort();
  writeFileSync(path.join(folder, 'conf'), `${process.getuid() === 0 ? 'user root;' : ''}${configuration(folder, port)}`);
  const words = ['-p', folder, '-e', path.join(folder, 'error.log'), '-c', path.join(folder, 'conf')];
  const child = start(program('nginx', ['/usr/sbin', '/usr/local/sbin']), words, { stdio: 'ignore' });
  await pause(500);
  return { child, url: `http://127.0.0.1:${port}`, stored: path.join(folder, 'stored') };
}

export async function upload() {
  const { large, largeFile } = await drawPictures();
  const { type, body } = multipart('portrait', large);
  const file = path.join(FOLDER, 'upload-body');
  writeFileSync(file, body);
  const bodies = (list) => requests(list.map((one) => ({ body_file: file, ...one })));
  const headers = { Accept: 'application/json', 'Content-Type': type };
  return withServer(async (server) => {
    const visitors = await Promise.all(Array.from({ length: 32 }, async () => {
      const visitor = new Visitor(server.url);
      await new Applicant(visitor).begin();
      return visitor;
    }));
    const stored = await visitors[0].upload('portrait', large);
    const ours = bodies(visitors.map((visitor) => ({ method: 'POST', path: '/api/uploads', headers: visitor.headers(headers) })));
    const theirs = bodies(visitors.map((visitor, at) => ({ method: 'PUT', path: `/${at}.jpg`, headers: visitor.headers(headers) })));
    const taken = await wrk(server.url, ours, { seconds: 20, threads: 32, timeout: 60 });
    const other = await nginx();
    try {
      const { rate } = await wrk(other.url, theirs, { seconds: 5, threads: 32, timeout: 60 });
      const kept = readdirSync(other.stored).map((name) => statSync(path.join(other.stored, name)).size);
      if (kept.length !== 32 || kept.some((size) => size !== body.length)) throw new Error('nginx did not store the bodies');
      const ceiling = await pictures(5, [largeFile]);
      const measure = '  against decoding and encoding alone';
      return [
        {
          ...ratio('32 parallel uploads, against nginx', taken.rate, rate, TARGET),
          note: `${large.length} bytes each, ${stored.width}×${stored.height} pixels, stored as ${stored.bytes} bytes`,
        },
        ceiling.rate === undefined ? half(measure, taken.rate, undefined, ceiling.why) : ratio(measure, taken.rate, ceiling.rate),
      ];
    } finally {
      await stop(other.child);
    }
  });
}
