// The two loads that several rows put on a server: pages of the wizard, and saves of a step.
import { Applicant, stepFields } from './applicant.mjs';
import { Visitor, form } from './visitor.mjs';
import { requests } from './wrk.mjs';

export const PAGE = '/register/basic';

/** A filled page of the wizard as its owner sees it: { visitor, answer, file for wrk }. */
export async function pageLoad(server, { account }) {
  const visitor = new Visitor(server.url);
  const applicant = await new Applicant(visitor).begin();
  if (account) await applicant.basic();
  else await applicant.keep('basic');
  const answer = await visitor.page(PAGE);
  const { user_name: name } = applicant.who.basic;
  if (!answer.bytes.includes(name)) throw new Error('the page does not show what was typed');
  return { visitor, answer, file: pageRequests(visitor, PAGE) };
}

/** The same request for our page and for its copy; `coding` is what the browser takes. */
export const pageRequests = (visitor, path, coding = 'identity') =>
  requests(Array.from({ length: 8 }, () => ({
    method: 'GET',
    path,
    headers: visitor.headers({ Accept: 'text/html', 'Accept-Encoding': coding }),
    addresses: 250,
  })));

/** 32 clients, each with a draft whose longest step passes: { applicants, file for wrk }. */
export async function saveLoad(server, mailbox, { account }) {
  const applicants = await Promise.all(Array.from({ length: 32 }, async () => {
    const applicant = await new Applicant(new Visitor(server.url), { mailbox }).begin();
    if (account) await applicant.basic();
    await applicant.confirmAddress();
    return applicant;
  }));
  const file = requests(applicants.map(({ visitor, who }) => ({
    method: 'POST',
    path: '/api/save_step',
    headers: visitor.headers({ Accept: 'application/json', 'Content-Type': 'application/x-www-form-urlencoded' }),
    body: form(stepFields('contact', who.contact, 'next')),
    addresses: 64,
  })));
  return { applicants, file };
}

/** One of those saves, by the client itself. */
export async function saveOnce({ visitor, who }) {
  const outcome = await visitor.post('save_step', stepFields('contact', who.contact, 'next'));
  if (outcome.step !== 'confirm') throw new Error(`a save was refused: ${JSON.stringify(outcome)}`);
}
