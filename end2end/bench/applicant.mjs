// A natural person who registers over HTTP, step by step, as the browser does it.
import { residentIdCheck } from '../cards/people.mjs';

const PASSWORD = '石榴-Kettle-七里-Harbour-42';
let counted = 0;

/** Different in every journey of a run. */
function person() {
  counted += 1;
  const name = `lin.${process.pid.toString(36)}${counted.toString(36)}`;
  const first = `410105${1950 + (counted % 50)}06${String((counted % 28) + 1).padStart(2, '0')}${String(counted % 1000).padStart(3, '0')}`;
  return {
    basic: { province_scope: 'inside', applicant_type: 'person', document_type: 'id_card', user_name: name },
    secret: { password: PASSWORD, password_again: PASSWORD },
    documents: {
      real_name: '林晓安', id_number: first + residentIdCheck(first), valid_from: '2019-03-04', valid_to: '2039-03-04',
      region_province: '41', region_city: '4101', region_district: '410105',
    },
    contact: {
      address: '河南省郑州市金水区示例大道 18 号 2 单元 301 室', postcode: '450003', contact_person: '林晓安',
      mobile: '13800138000', landline: '0371-86694220', email: `${name}@mail.example`, industry: 'R',
      office_city: '4101', office: 'centre',
    },
  };
}

/** What a step's form posts. */
export function stepFields(step, answers, action) {
  const typed = Object.entries(answers).map(([id, text]) => [`answers[${id}]`, text]);
  return Object.fromEntries([['place', ''], ['step', step], ...typed, ['action', action]]);
}

export class Applicant {
  who = person();

  /** `pictures`: JPEGs by field. `autosave`: send each field when it is left, too. */
  constructor(visitor, { pictures = {}, mailbox, autosave = false } = {}) {
    Object.assign(this, { visitor, pictures, mailbox, autosave });
  }

  async #type(answers) {
    if (!this.autosave) return;
    for (const [field, text] of Object.entries(answers)) await this.visitor.post('save_field', { place: '', field, text });
  }

  /** Presses "next", which must lead to `to`. */
  async #next(step, answers, to) {
    const outcome = await this.visitor.post('save_step', stepFields(step, answers, 'next'));
    if (outcome.step !== to) throw new Error(`${step} did not lead to ${to}: ${JSON.stringify(outcome)}`);
  }

  /** Begins a draft with the first field, without an account: nothing is hashed. */
  async begin() {
    await this.visitor.post('save_field', { place: '', field: 'province_scope', text: 'inside' });
    return this;
  }

  /** Types a whole step without a password and stays on it. */
  async keep(step) {
    await this.visitor.post('save_step', stepFields(step, this.who[step], 'refresh'));
    return this;
  }

  async basic() {
    await this.visitor.page('/register/basic');
    await this.#type(this.who.basic);
    await this.#next('basic', { ...this.who.basic, ...this.who.secret }, 'documents');
  }

  async documents() {
    await this.visitor.page('/register/documents');
    for (const [field, picture] of Object.entries(this.pictures)) await this.visitor.upload(field, picture);
    await this.#type(this.who.documents);
    await this.#next('documents', this.who.documents, 'contact');
  }

  async contact() {
    await this.visitor.page('/register/contact');
    await this.#type(this.who.contact);
    await this.confirmAddress();
  }

  /** Has a code mailed and goes on with it. */
  async confirmAddress() {
    const answers = this.who.contact;
    await this.visitor.post('save_step', stepFields('contact', answers, 'send-code'));
    const code = await this.mailbox.code(answers.email);
    await this.#next('contact', { ...answers, email_code: code }, 'confirm');
  }

  /** Sends it; returns the reference. */
  async confirm() {
    await this.visitor.page('/register/confirm');
    const { terms } = await this.visitor.look('load_step', { place: '', step: 'confirm', language: 'zh-CN' });
    const sent = await this.visitor.post('submit', {
      place: '', round: 0, terms_version: terms.version, terms_sha256: terms.sha256,
    });
    if (sent.sent !== 'done') throw new Error(`not sent: ${JSON.stringify(sent)}`);
    await this.visitor.page('/register/done');
    return sent.reference;
  }

  async register() {
    await this.basic();
    await this.documents();
    await this.contact();
    return this.confirm();
  }
}
