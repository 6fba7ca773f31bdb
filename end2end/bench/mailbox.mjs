// A mail server that keeps what it gets in memory: just enough SMTP for the codes to arrive.
import { createServer } from 'node:net';

/** The encoded words of a header, as text. */
const decoded = (header) =>
  header.replace(/\r\n[ \t]/g, '').replace(/=\?utf-8\?([bq])\?([^?]*)\?=\s*/gi, (_, kind, text) =>
    kind.toLowerCase() === 'b'
      ? Buffer.from(text, 'base64').toString()
      : Buffer.from(text.replaceAll('_', ' ').replace(/=([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16))), 'latin1').toString(),
  );

export class Mailbox {
  /** Address → the code that was mailed last, and who waits for it. */
  #codes = new Map();
  #waiting = new Map();

  async start() {
    this.server = createServer((socket) => this.#talk(socket));
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.server.unref();
    this.url = `smtp://127.0.0.1:${this.server.address().port}`;
    return this;
  }

  #talk(socket) {
    let [text, receiver, inMail] = ['', '', false];
    const say = (line) => socket.write(`${line}\r\n`);
    socket.setEncoding('utf8').on('error', () => socket.destroy());
    say('220 bench');
    socket.on('data', (chunk) => {
      text += chunk;
      for (;;) {
        const end = text.indexOf(inMail ? '\r\n.\r\n' : '\r\n');
        if (end < 0) return;
        const [part, was] = [text.slice(0, end), inMail];
        text = text.slice(end + (was ? 5 : 2));
        inMail = /^DATA$/i.test(part) && !was;
        if (was) this.#take(receiver, part);
        receiver = /^RCPT TO:<(.*?)>/i.exec(was ? '' : part)?.[1] ?? receiver;
        say(inMail ? '354 go on' : /^QUIT$/i.test(part) && !was ? '221 bye' : '250 fine');
        if (/^QUIT$/i.test(part) && !was) socket.end();
      }
    });
  }

  #take(receiver, mail) {
    const subject = /^Subject:(.*(?:\r\n[ \t].*)*)/im.exec(mail)?.[1] ?? '';
    const code = /(?<!\d)\d{6}(?!\d)/.exec(decoded(subject))?.[0];
    if (!code) return;
    this.#codes.set(receiver, code);
    this.#waiting.get(receiver)?.(code);
  }

  /** The code mailed to an address, as soon as it is there. */
  code(address) {
    const known = this.#codes.get(address);
    if (known) return Promise.resolve(known);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no code came to ${address}`)), 30_000);
      this.#waiting.set(address, (code) => {
        clearTimeout(timer);
        resolve(code);
      });
    });
  }
}
