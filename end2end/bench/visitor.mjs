// A browser as the server sees one: a cookie, an address of its own, kept connections.
import { Agent, request } from 'node:http';

const agent = new Agent({ keepAlive: true, maxSockets: 256, scheduling: 'fifo' });
let counted = 0;

/** An address nobody else in this run has (RFC 2544 keeps the network for tests). */
function ownAddress() {
  counted += 1;
  return `198.${18 + (counted >> 16)}.${(counted >> 8) & 255}.${counted & 255}`;
}

/** Fields as a form sends them. */
export const form = (fields) => new URLSearchParams(fields).toString();

/** The body of an upload, and the type that goes with it. */
export function multipart(field, picture) {
  const edge = '----docket-bench-7f3a91c2';
  const head = `--${edge}\r\nContent-Disposition: form-data; name="application"\r\n\r\n\r\n`
    + `--${edge}\r\nContent-Disposition: form-data; name="${field}"; filename="${field}.jpg"\r\n`
    + 'Content-Type: image/jpeg\r\n\r\n';
  return {
    type: `multipart/form-data; boundary=${edge}`,
    body: Buffer.concat([Buffer.from(head), picture, Buffer.from(`\r\n--${edge}--\r\n`)]),
  };
}

export class Visitor {
  cookie = '';
  half = '';
  address = ownAddress();

  constructor(url) {
    this.url = url;
  }

  /** Goes on from another address, as a phone does: limits are per address. */
  move() {
    this.address = ownAddress();
  }

  /** What every request of our own pages carries. */
  headers(more = {}) {
    return {
      'Accept-Language': 'zh-CN',
      'Sec-Fetch-Site': 'same-origin',
      ...((this.cookie || this.half) && { Cookie: [this.cookie, this.half].filter(Boolean).join('; ') }),
      ...more,
    };
  }

  send(method, path, headers, body) {
    return new Promise((resolve, reject) => {
      const all = { ...this.headers({ 'X-Forwarded-For': this.address }), ...headers };
      if (body !== undefined) all['Content-Length'] = Buffer.byteLength(body);
      const asked = request(`${this.url}${path}`, { method, agent, headers: all }, (answer) => {
        const chunks = [];
        answer.on('data', (chunk) => chunks.push(chunk)).on('error', reject).on('end', () => {
          for (const cookie of answer.headers['set-cookie'] ?? []) {
            if (/^(__Host-)?docket=/.test(cookie)) this.cookie = cookie.split(';')[0];
            if (/^(__Host-)?docket-half=/.test(cookie)) this.half = cookie.split(';')[0];
          }
          const bytes = Buffer.concat(chunks);
          resolve({ status: answer.statusCode, headers: answer.headers, head: answer.rawHeaders, bytes });
        });
      });
      asked.once('error', reject).end(body);
    });
  }

  /** A page, which must be there and not lead elsewhere. */
  async page(path, headers = {}) {
    const answer = await this.send('GET', path, { Accept: 'text/html', 'Accept-Encoding': 'identity', ...headers });
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status} ${answer.headers.location ?? ''}`);
    return answer;
  }

  /** A server function that changes something. */
  async post(name, fields) {
    const type = { Accept: 'application/json', 'Content-Type': 'application/x-www-form-urlencoded' };
    return this.#json(name, await this.send('POST', `/api/${name}`, type, form(fields)));
  }

  /** A server function that only looks. */
  async look(name, fields) {
    return this.#json(name, await this.send('GET', `/api/${name}?${form(fields)}`, { Accept: 'application/json' }));
  }

  async upload(field, picture) {
    const { type, body } = multipart(field, picture);
    return this.#json('uploads', await this.send('POST', '/api/uploads', { Accept: 'application/json', 'Content-Type': type }, body));
  }

  #json(name, { status, bytes }) {
    const text = bytes.toString();
    if (status !== 200) throw new Error(`${name} answered ${status}: ${text.slice(0, 300)}`);
    return JSON.parse(text);
  }
}
