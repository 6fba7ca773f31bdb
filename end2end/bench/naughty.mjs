// The Big List of Naughty Strings in every field, and in every part of an address: each page that
// shows one must consist of the same elements as with the string's tame twin, in which every sign
// that means something in HTML is a letter. The twins live in portals of their own and do the same
// things in the same order, so that nothing but the text can differ.
import { createRequire } from 'node:module';
import { Applicant, stepFields } from './applicant.mjs';
import { sql } from './database.mjs';
import { more } from './elements.mjs';
import { drawPictures } from './pictures.mjs';
import { withPortal } from './portal.mjs';
import { atMost } from './rows.mjs';
import { Desk, Settings } from './naughty-staff.mjs';
import { newStaff } from './staff.mjs';
import { Visitor, form } from './visitor.mjs';

const strings = createRequire(import.meta.url)('big-list-of-naughty-strings');

// After so many rounds a case gets a successor: its history is shown whole, and an applicant may
// write only so many messages in a while.
const ROUNDS = 9;

const tame = (text) => text.replace(/[<>&"'`=/\\]/g, 'x');

/** The field that takes any text of up to 200 characters; another one in every round. */
const address = (text, round) => `${[...text.trim()].slice(0, 150).join('')} 河南省郑州市金水区 ${round} 号`;

/** What a page is of besides its name: which fields the rules took. Others have other elements. */
const said = (name, errors = {}) => [name, ...Object.keys(errors).sort()].join(' !');

/** One side of the comparison: somebody who drafts, somebody who was sent back, a supervisor. */
class World {
  constructor(server, { mailbox, database }, cards) {
    Object.assign(this, { server, mailbox, database, cards });
  }

  async open() {
    this.drafting = await new Applicant(new Visitor(this.server.url), { mailbox: this.mailbox }).begin();
    await this.drafting.basic();
    this.staff = await newStaff(this.server, 'supervisor');
    this.desk = new Desk(this.staff);
    this.settings = await new Settings(await newStaff(this.server, 'administrator')).open();
    this.sent = 0;
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
      pages[answer.status === 200 ? name : `${name}, ${answer.status}`] = answer.bytes.toString();
    };
    for (const who of [this.drafting.visitor, this.applicant.visitor, this.staff, this.settings.staff]) who.move();
    // Nobody searches that much in so short a time.
    await sql("delete from attempt where scope = 'service-look';", this.database);
    await this.#draft(text, look);
    await this.desk.pages(text, this.reference, this.applicant.visitor, look);
    await this.settings.pages(text, look);
    await this.#review(text, look);
    pages['status look-up'] = await this.#addresses(text, look);
    return pages;
  }

  async #draft(text, look) {
    const { visitor, who } = this.drafting;
    const wrong = {};
    for (const step of ['basic', 'documents', 'contact']) {
      const answers = Object.fromEntries(Object.keys(who[step]).map((field) => [field, text]));
      // What decides which fields there are stays as it is.
      if (step === 'basic') Object.assign(answers, who.basic, { user_name: text });
      // No step is ever complete: there is neither a password, nor a picture, nor a code.
      const { errors } = await visitor.post('save_step', stepFields(step, answers, 'next'));
      Object.assign(wrong, errors);
      await look(visitor, said(step, errors), `/register/${step}?check=1`);
    }
    await look(visitor, said('confirm', wrong), '/register/confirm');
  }

  async #review(text, look) {
    if (this.rounds > ROUNDS) await this.#begin();
    const { applicant: { visitor }, staff, reference } = this;
    this.sent += 1;
    const kept = address(text, this.sent);
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
      await look(visitor, said('correction', outcome.errors), `/applications/${reference}/correction?check=1`);
      await visitor.post('save_correction', { reference, 'answers[address]': address('', this.sent), action: 'next' });
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
  /** Runs `act` in a world of its own. */
  const world = (name, act) => withPortal(`docket_${name}`, async (server, ready) => act(await new World(server, ready, cards).open()), { DOCKET_LOG: 'warn' });
  return world('wild', (wild) => world('quiet', async (quiet) => {
    // Where nothing escapes them, so many make elements: the comparison must see that.
    const armed = strings.filter((text) => more(`<p title="${text}">${text}</p>`, `<p title="${tame(text)}">${tame(text)}</p>`).length);
    if (!armed.length) throw new Error('the comparison finds nothing');
    const strange = [];
    let [looked, alone] = [0, 0];
    for (const text of strings) {
      const [pages, twins] = await Promise.all([wild.pages(text), quiet.pages(tame(text))]);
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
      note: `${armed.length} of them make elements where nothing escapes them; ${alone} more pages have no twin, because a rule takes one of the two texts only`
        + (first ? `; first: ${first.name}, ${JSON.stringify(first.text.slice(0, 60))}, ${first.added[0]}` : ''),
    }];
  }));
};
