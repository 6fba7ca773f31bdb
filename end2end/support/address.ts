import { get } from 'node:http';
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';

let counted = 0;

/** An address of this machine that nobody else in this run has: all of 127.0.0.0/8 are its own. */
export function ownAddress(): string {
  counted += 1;
  return `127.${16 + (process.pid % 200)}.${Math.floor(counted / 250) % 250}.${(counted % 250) + 1}`;
}

/** What a browser is told to go through. */
export interface Way {
  server: string;
  close: () => Promise<void>;
}

/**
 * A way to servers on this machine that leads out of an address of its own, so that limits per address
 * stay as they are: a SOCKS proxy (RFC 1928), of which nothing is seen in a request.
 */
export async function ownWay(): Promise<Way> {
  const from = ownAddress();
  const open = new Set<Socket>();
  const listener = createServer((client) => {
    open.add(client);
    client.once('close', () => open.delete(client));
    client.on('error', () => client.destroy());
    pass(client, from);
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as AddressInfo;
  return {
    server: `socks5://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => {
      listener.close(() => resolve());
      for (const client of open) client.destroy();
    }),
  };
}

function pass(client: Socket, from: string): void {
  client.once('data', () => {
    // No credentials.
    client.write(Buffer.from([5, 0]));
    client.once('data', (request) => {
      const { host, port } = target(request);
      const server = connect({ host, port, localAddress: from }, () => {
        client.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
        client.pipe(server).pipe(client);
      });
      server.once('error', () => client.destroy());
      client.once('close', () => server.destroy());
    });
  });
}

/** Where a request wants to go: after four bytes the address, by its kind, and the port. */
function target(request: Buffer): { host: string; port: number } {
  const isName = request[3] === 3;
  const end = isName ? 5 + (request[4] ?? 0) : 8;
  const host = isName ? request.subarray(5, end).toString() : request.subarray(4, end).join('.');
  return { host, port: request.readUInt16BE(end) };
}

/** Asks for a page from an address of its own. */
export function read(url: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false, localAddress: ownAddress() }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk)).once('error', reject);
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
    }).once('error', reject);
  });
}
