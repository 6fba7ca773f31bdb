import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Server } from './server.ts';

/** An account of the older platform: user name, name, ID number, mailboxes with their passwords. */
export interface LegacyAccount {
  user_name: string;
  name: string;
  id_number?: string;
  email?: string;
  mailboxes?: [string, string][];
}

const COLUMNS = 'user_name,type,name,id_number,email,email_proven,language,mailbox_1,mailbox_1_password,mailbox_2,mailbox_2_password';

/** Imports accounts as an operator does, and returns what the command prints. */
export async function importAccounts(server: Server, accounts: LegacyAccount[]): Promise<string> {
  const lines = accounts.map(({ user_name, name, id_number = '', email = '', mailboxes = [] }) => {
    const [first = ['', ''], second = ['', '']] = mailboxes;
    return [user_name, 'person', name, id_number, email, email ? 'yes' : '', 'en', ...first, ...second].join(',');
  });
  const file = path.join(server.folder, 'accounts.csv');
  writeFileSync(file, [`\u{feff}${COLUMNS}`, ...lines, ''].join('\n'));
  return server.admin(['import-accounts', file]);
}

/** A portal that accounts of an older platform were brought to. */
export async function legacyServer(name: string, accounts: LegacyAccount[]): Promise<Server> {
  const server = await new Server(name).start();
  await importAccounts(server, accounts);
  return server;
}
