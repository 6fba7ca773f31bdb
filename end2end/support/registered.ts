import { readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import type { Applicant } from './applicants.ts';
import { codeFor } from './outbox.ts';
import { REFERENCE } from './wizard.ts';

/**
 * Sends the forms of the wizard without opening its pages, as the browser of `page`: for journeys
 * about what comes after. Returns the reference.
 */
export async function registered(page: Page, who: Applicant, at?: string): Promise<string> {
  const { request } = page.context();
  const own = {
    Accept: 'application/json',
    'Accept-Language': await page.evaluate(() => navigator.language),
    'Sec-Fetch-Site': 'same-origin',
  };
  const post = async (name: string, form: Record<string, string | number>): Promise<Record<string, unknown>> => {
    const answer = await request.post(`${at ?? ''}/api/${name}`, { form, headers: own });
    expect(answer.status(), `${name}: ${await answer.text()}`).toBe(200);
    return (await answer.json()) as Record<string, unknown>;
  };
  const save = (step: string, answers: Record<string, string>, action: string) => {
    const typed = Object.entries(answers).map(([id, text]) => [`answers[${id}]`, text]);
    return post('save_step', { place: '', step, ...Object.fromEntries(typed), action });
  };
  const next = async (step: string, answers: Record<string, string>, to: string): Promise<void> => {
    expect(await save(step, answers, 'next'), step).toMatchObject({ outcome: 'go', step: to });
  };

  await next('basic', who.basic, 'documents');
  for (const [field, file] of Object.entries(who.pictures)) {
    const photo = { name: `${field}.jpg`, mimeType: 'image/jpeg', buffer: readFileSync(file) };
    const answer = await request.post(`${at ?? ''}/api/uploads`, {
      multipart: { application: '', [field]: photo },
      headers: own,
    });
    expect(answer.status(), `${field}: ${await answer.text()}`).toBe(200);
  }
  await next('documents', who.documents, 'contact');
  await save('contact', who.contact, 'send-code');
  const code = await codeFor(who.contact['email'] ?? '', at);
  await next('contact', { ...who.contact, email_code: code }, 'confirm');
  const notice = await request.get(`${at ?? ''}/api/load_step?place=&step=confirm&language=${own['Accept-Language']}`, { headers: own });
  const { terms } = (await notice.json()) as { terms: { version: number; sha256: string } };
  const sent = await post('submit', { place: '', round: 0, terms_version: terms.version, terms_sha256: terms.sha256 });
  expect(sent['reference'], JSON.stringify(sent)).toMatch(REFERENCE);
  return String(sent['reference']);
}
