import { createServer, type Server as NetServer, type Socket } from 'node:net';

/** What a mail server says to a command, `RCPT` with the address; nothing: it takes it. */
export type Script = (command: string, address: string) => string | undefined;

export interface Relay {
  port: number;
  close: () => void;
}

/** A mail server that says what a script makes it say, and keeps nothing. */
export async function startRelay(script: Script): Promise<Relay> {
  const open = new Set<Socket>();
  const server: NetServer = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => open.delete(socket));
    converse(socket, script);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const close = (): void => {
    server.close();
    for (const socket of open) socket.destroy();
  };
  return { port: address.port, close };
}

function converse(socket: Socket, script: Script): void {
  let heard = '';
  let isMessage = false;
  const say = (line: string): void => void socket.write(`${line}\r\n`);
  say('220 test');
  socket.on('data', (chunk) => {
    heard += chunk.toString();
    for (let end = heard.indexOf('\r\n'); end >= 0; end = heard.indexOf('\r\n')) {
      const line = heard.slice(0, end);
      heard = heard.slice(end + 2);
      if (isMessage && line !== '.') continue;
      isMessage = false;
      const command = /^[A-Z.]+/.exec(line)?.[0] ?? '';
      const said = script(command, /<(.*?)>/.exec(line)?.[1] ?? '') ?? taken(command);
      isMessage = said.startsWith('354');
      say(said);
    }
  });
}

function taken(command: string): string {
  if (command === 'DATA') return '354 go on';
  return command === 'QUIT' ? '221 bye' : '250 ok';
}
