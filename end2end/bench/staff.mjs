// Staff as the server sees them: password, and the code of an app that is set up at the first sign-in.
import { createHmac } from 'node:crypto';
import { Visitor } from './visitor.mjs';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const STEP = 30_000;
const secrets = new Map();

/** RFC 6238. */
function codeOf(secret, step) {
  const bits = [...secret.replaceAll(' ', '')].map((sign) => ALPHABET.indexOf(sign).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hash = createHmac('sha1', key).update(counter).digest();
  return String((hash.readUInt32BE(hash.at(-1) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** A visitor who is signed in as this member of staff. */
export async function signedIn(url, user_name, password) {
  const staff = new Visitor(url);
  const path = await staff.post('staff_sign_in', { user_name, password, next: '' });
  if (path.startsWith('/staff/second-factor')) {
    const { stage } = await staff.look('second_factor', { door: 'staff' });
    const step = Math.floor(Date.now() / STEP);
    secrets.set(user_name, { secret: stage.secret, step });
    await staff.post('confirm_second_factor', { door: 'staff', code: codeOf(stage.secret, step) });
  } else if (path.startsWith('/staff/sign-in/code')) {
    const known = secrets.get(user_name);
    // Each works once; the one of the next half minute is taken too.
    known.step = Math.max(Math.floor(Date.now() / STEP), known.step + 1);
    while (known.step > Math.floor(Date.now() / STEP) + 1) await new Promise((resolve) => setTimeout(resolve, 500));
    await staff.post('finish_sign_in', { door: 'staff', code: codeOf(known.secret, known.step) });
  }
  return staff;
}

let counted = 0;

/** A new member with a role, made at the operator's console and signed in. */
export async function newStaff(server, role) {
  counted += 1;
  const printed = await server.admin('create-staff', `bench.${role}${counted}`, '--role', role);
  return signedIn(server.url, ...printed.trim().split(/\s+/));
}
