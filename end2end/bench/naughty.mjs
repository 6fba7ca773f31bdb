// The Big List of Naughty Strings in every field, and in every part of an address: each page that
// shows one must consist of the same elements as with the string's tame twin, in which every sign
// that means something in HTML is a letter.
import { createRequire } from 'node:module';
import { Applicant, stepFields } from './applicant.mjs';
import { more } from './elements.mjs';
import { drawPictures } from './pictures.mjs';
import { withServer } from './portal.mjs';
import { atMost } from './rows.mjs';
import { Desk, Settings } from './naughty-staff.mjs';
import { newStaff } from './staff.mjs';
import { Visitor, form } from './visitor.mjs';

const strings = createRequire(import.meta.url)('big-list-of-naughty-strings');

// After so many rounds a case gets a successor: its history is shown whole, and an applicant may
// write only so many messages in a while.
const ROUNDS = 9;

const tame = (text) => text.replace(/[<>&"'`=/\\]/g, 'x');

/** The field that takes any text of up to 200 characters, and what it is otherwise. */
const address = (text) => {
  const fits = [...text.trim()].slice(0, 150).join('');
  return fits.length < 5 ? `${fits} 河南省郑州市金水区 1 号` : fits;
};

/** One side of the comparison: somebody who drafts, somebody who was sent back, a supervisor. */
class World {
  constructor(server, mailbox, cards) {
    Object.assign(this, { server, mailbox, cards });
  }

  async open() {
    this.drafting = await new Applicant(new Visitor(this.server.url), { mailbox: this.mailbox }).begin();
    await this.drafting.basic();
    this.staff = await newStaff(this.server, 'supervisor');
    this.desk = new Desk(this.staff);
    this.settings = await new Settings(await newStaff(this.server, 'administrator')).open();
    await this.#begin();
    return this;
  }

  /** Another case, sent for the first time. */
  async #begin() {
    this.applicant = new Applicant(new Visitor(this.server.url), { mailbox: this.mailbox, pictures: this.cards });
    this.reference = await this.applicant.register();
    this.rounds = 1;
  }

  /** Puts a text everywhere and returns the pages that show it, by name. */
  async pages(text) {
    const pages = {};
    const look = async (who, name, path) => {
      const answer = await who.send('GET', path, { Accept: 'text/html', 'Accept-Encoding': 'identity' });
      if (answer.status >= 500) throw new Error(`${path} answered ${answer.status} with ${JSON.stringify(text)}: ${this.server.log().slice(-2000)}`);
      pages[name] = answer.bytes.toString();
    };
    await this.#draft(text, look);
    await this.desk.pages(text, this.reference, this.applicant.visitor, look);
    await this.settings.pages(text, look);
    await this.#review(text, look);
    pages['status look-up'] = await this.#addresses(text, look);
    return pages;
  }

  async #draft(text, look) {
    const { visitor, who } = this.drafting;
    for (const step of ['basic', 'documents', 'contact']) {
      const answers = Object.fromEntries(Object.keys(who[step]).map((field) => [field, text]));
      // What decides which fields there are stays as it is.
      if (step === 'basic') Object.assign(answers, who.basic, { user_name: text });
      await visitor.post('save_step', stepFields(step, answers, 'refresh'));
      await look(visitor, step, `/register/${step}?check=1`);
    }
    await look(visitor, 'confirm', '/register/confirm');
  }

  async #review(text, look) {
    if (this.rounds > ROUNDS) await this.#begin();
    const { applicant: { visitor }, staff, reference } = this;
    const kept = address(text);
    const words = text.trim() === '' ? '请补正' : [...text].slice(0, 400).join('');
    await staff.post('claim', { reference });
    const { value: { version } } = await staff.look('case', { reference, language: 'zh-CN' });
    await staff.post('decide', {
      reference, version, decision: 'return', reason: words,
      'flags[address]': 'yes', 'reasons[address]': 'incomplete', 'instructions[address]': words,
    });
    await look(staff, 'case returned', `/staff/cases/${reference}`);
    await look(visitor, 'application returned', `/applications/${reference}`);
    await look(visitor, 'correction', `/applications/${reference}/correction`);
    const outcome = await visitor.post('save_correction', { reference, 'answers[address]': kept, action: 'next' });
    if (outcome.outcome === 'stay' && Object.keys(outcome.errors ?? {}).length) {
      // The rule of the field refuses it; the next round begins from something it takes.
      await look(visitor, 'correction refused', `/applications/${reference}/correction?check=1`);
      await visitor.post('save_correction', { reference, 'answers[address]': `河南省郑州市金水区示例大道 ${this.rounds} 号`, action: 'next' });
    }
    const { terms, round } = await visitor.look('load_correction', { reference });
    await visitor.post('submit', { place: reference, round, terms_version: terms.version, terms_sha256: terms.sha256 });
    this.rounds += 1;
    await look(staff, 'case sent again', `/staff/cases/${reference}`);
    await look(visitor, 'application sent again', `/applications/${reference}`);
  }

  async #addresses(text, look) {
    const query = (pairs) => form(Object.fromEntries(pairs.map((name) => [name, text])));
    const part = encodeURIComponent(text.replace(/[\uD800-\uDFFF]/g, '')).replaceAll('.', '%2E') || 'x';
    const visitor = new Visitor(this.server.url);
    await look(visitor, 'sign-in', `/sign-in?${query(['next', 'error', 'user_name', 'seconds', 'problem'])}`);
    await look(visitor, 'recover', `/recover?${query(['token', 'error', 'email'])}`);
    await look(visitor, 'status', `/status?${query(['reference', 'email', 'error'])}`);
    await look(visitor, 'step', `/register/${part}`);
    await look(visitor, 'nowhere', `/${part}`);
    await look(visitor, 'staff sign-in', `/staff/sign-in?${query(['next', 'error', 'seconds'])}`);
    await look(this.staff, 'queue', `/staff/queue?${query(['search', 'state', 'only', 'office', 'sort', 'after', 'error', 'missing', 'case'])}&decided=approve`);
    await look(this.staff, 'search', `/staff/queue?state=all&${query(['search'])}`);
    await look(this.staff, 'case', `/staff/cases/${part}?${query(['search', 'error', 'missing'])}`);
    await look(this.applicant.visitor, 'application', `/applications/${part}?${query(['error', 'problem'])}`);
    const answer = await visitor.send('POST', '/status', { Accept: 'text/html', 'Accept-Encoding': 'identity', 'Content-Type': 'application/x-www-form-urlencoded' }, form({ reference: text, email: text }));
    if (answer.status >= 500) throw new Error(`POST /status answered ${answer.status}`);
    return answer.bytes.toString();
  }
}

export const naughty = async () => {
  const { cards } = await drawPictures();
  return withServer(async (server, { mailbox }) => {
    const [wild, quiet] = await Promise.all([0, 1].map(() => new World(server, mailbox, cards).open()));
    const strange = [];
    let [looked, alone] = [0, 0];
    for (const text of strings) {
      // One after the other, the tame one first: some of what staff set is there only once.
      const twins = await quiet.pages(tame(text));
      const pages = await wild.pages(text);
      for (const [name, page] of Object.entries(pages)) {
        // The rule of a field takes one and refuses the other: there is nothing to compare with.
        if (twins[name] === undefined) {
          alone += 1;
          continue;
        }
        looked += 1;
        const added = more(page, twins[name]);
        if (added.length) strange.push({ name, text, added });
      }
    }
    const [first] = strange;
    for (const { name, text, added } of strange.slice(0, 20)) {
      process.stderr.write(`${name}: ${JSON.stringify(text.slice(0, 80))} adds ${added.slice(0, 3).join(', ')}\n`);
    }
    return [{
      ...atMost(`${strings.length} naughty strings, ${looked} pages: with a new element`, strange.length, 0, String),
      target: '0',
      met: strange.length === 0,
      note: `${alone} more pages have no twin, because a rule takes one of the two texts only`,
      ...(first && { note: `first: ${first.name}, ${JSON.stringify(first.text.slice(0, 60))}, ${first.added[0]}` }),
    }];
  }, { DOCKET_LOG: 'warn' });
};
