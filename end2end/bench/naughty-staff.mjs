// Where staff type: what they write about a case, and what administrators set.

const FORM = { Accept: 'text/html', 'Content-Type': 'application/x-www-form-urlencoded' };
let counted = 0;

/**
 * A plain form, as without JavaScript: what is refused is kept and shown again. Returns whether it
 * was taken; a page after a refusal is compared with one after a refusal only.
 */
async function send(who, name, fields) {
  const answer = await who.send('POST', `/api/${name}`, FORM, new URLSearchParams(fields).toString());
  if (answer.status >= 500 || answer.status === 429) throw new Error(`${name} answered ${answer.status} with ${JSON.stringify(fields)}`);
  return /[?&](error|problem|missing)=/.test(answer.headers.location ?? '') ? 'refused' : 'taken';
}

const answers = (fields) => Object.fromEntries(Object.entries(fields).map(([id, text]) => [`answers[${id}]`, text]));
const inAll = (field, text) => answers(Object.fromEntries(['zh', 'ja', 'en'].map((language) => [`${field}_${language}`, text])));

/** Notes, messages and bulk decisions. */
export class Desk {
  constructor(staff) {
    this.staff = staff;
  }

  async pages(text, reference, applicant, look) {
    const { staff } = this;
    counted += 1;
    const form = counted.toString(16).padStart(32, '0');
    await send(staff, 'remark', { reference, key: form, text });
    await send(staff, 'write_to_applicant', { reference, form, text });
    const written = await send(applicant, 'write_to_office', { reference, form: `a${form.slice(1)}`, text });
    await look(staff, `case with notes, ${written}`, `/staff/cases/${reference}`);
    await look(applicant, 'application with messages', `/applications/${reference}`);
    const planned = await send(staff, 'plan_bulk', { references: reference, [`ticked[case-${reference}]`]: 'unopened', decision: 'refuse', reason: text });
    await look(staff, `bulk, ${planned}`, `/staff/bulk?case=${reference}&${new URLSearchParams({ error: text, missing: text })}`);
    const { accounts } = await staff.look('find_accounts', { search: text });
    await look(staff, `accounts, ${accounts.length}`, `/staff/accounts?${new URLSearchParams({ search: text, error: text })}`);
    await look(staff, 'reference', `/staff/next?${new URLSearchParams({ search: text, only: text })}`);
  }
}

/** What an administrator sets, each thing of this world's own. */
export class Settings {
  constructor(staff) {
    this.staff = staff;
    counted += 1;
    this.office = `naughty-${counted}`;
    this.industry = `N${counted}`;
  }

  #office(text) {
    return {
      ...inAll('office_name', text),
      ...answers({ office_city_code: '4101', office_postal_address: text, office_telephone: text, office_fax: text }),
    };
  }

  async open() {
    const { staff, office, industry } = this;
    const plain = { ...this.#office('受理中心'), ...answers({ office_id: office, office_postal_address: '450000 河南省郑州市示例路 1 号', office_telephone: '0371-1', office_fax: '' }) };
    await send(staff, 'save_office', { id: '', version: 0, ...plain });
    await send(staff, 'save_industry', { id: '', version: 0, ...answers({ industry_id: industry }), ...inAll('industry_name', '业') });
    await send(staff, 'begin_notice', { id: 'registration-notice' });
    await staff.look('load_office', { id: office });
    return this;
  }

  async pages(text, look) {
    const { staff, office, industry } = this;
    const version = async (name, id) => (await staff.look(name, { id })).sheet.version;
    // Refused by one field or another, and shown as it was typed; then what any text can be.
    const office_said = await send(staff, 'save_office', { id: office, version: await version('load_office', office), ...this.#office(text) });
    await look(staff, `office, ${office_said}`, `/staff/settings/offices/${office}`);
    const saved = await send(staff, 'save_office', {
      id: office, version: await version('load_office', office), ...this.#office(text),
      ...answers({ office_postal_address: '450000 河南省郑州市示例路 1 号', office_telephone: '0371-1', office_fax: '' }),
    });
    await look(staff, `offices, ${saved}`, '/staff/settings/offices');
    const industry_said = await send(staff, 'save_industry', { id: industry, version: await version('load_industry', industry), ...inAll('industry_name', text) });
    await look(staff, `industry, ${industry_said}`, `/staff/settings/industries/${industry}`);
    await look(staff, 'industries', '/staff/settings/industries');
    const added = await send(staff, 'add_member', answers({ member_name: text, member_role: text, member_office: text }));
    await look(staff, `new member, ${added}`, '/staff/settings/staff/new');
    const days = await send(staff, 'plan_holidays', answers({ holiday_from: text, holiday_to: text, holiday_lines: text }));
    await look(staff, `holidays, ${days}`, '/staff/settings/holidays');
    const draft = (await staff.look('load_notice_draft', { id: 'registration-notice' })).sheet.version;
    const draft_said = await send(staff, 'save_notice', { id: 'registration-notice', version: draft, ...inAll('notice_title', text), ...inAll('notice_text', text) });
    await look(staff, `notice draft, ${draft_said}`, '/staff/settings/terms/registration-notice/draft');
    await look(staff, 'notice preview', '/staff/settings/terms/registration-notice/draft/preview');
    const reason_said = await send(staff, 'save_standard_text', { subject: 'field', reason: 'wrong', version: 0, 'texts[zh-CN]': text, 'texts[ja]': text, 'texts[en]': text });
    await look(staff, `reasons, ${reason_said}`, `/staff/settings/reasons?${new URLSearchParams({ about: text, error: text })}`);
    await look(staff, 'platform', `/staff/settings/platform?${new URLSearchParams({ done: text, error: text })}`);
  }
}
