// Members of staff, made at the operator's console and signed in over HTTP.
import { Visitor } from './visitor.mjs';

let counted = 0;

/** A new member with a role, signed in. */
export async function signedIn(server, role, more = []) {
  counted += 1;
  const printed = await server.admin('create-staff', `bench.${role}${counted}`, '--role', role, ...more);
  const [user_name, password] = printed.trim().split(/\s+/);
  const staff = new Visitor(server.url);
  await staff.post('staff_sign_in', { user_name, password, next: '' });
  return staff;
}
