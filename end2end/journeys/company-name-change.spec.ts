import { enterprise, person } from '../support/applicants.ts';
import { mailTo } from '../support/outbox.ts';
import { picture } from '../support/pictures.ts';
import { registered } from '../support/registered.ts';
import { approve, claim, openAccount, openCase } from '../support/staff.ts';
import { textOf } from '../support/pdf.ts';
import { expect, test } from '../support/test.ts';
import { action, control, enter, expectState, next, promise, step, upload } from '../support/wizard.ts';

test.use({ locale: 'en-GB' });

test('an organisation changes its name with the approval of the registry, and its office reviews it', async ({ page, open }) => {
  const who = enterprise();
  const old = who.documents['organisation_name'] ?? '';
  const registration = await registered(page, who);
  const officer = await open({ locale: 'en-GB' });
  await openAccount(officer, registration);

  await page.goto('/applications/new');
  const offer = page.locator('[data-kind="company-name-change"]');
  await expect(offer).toHaveAttribute('data-eligible', 'yes');
  await offer.locator('[data-action="start"]').click();
  await expect(step(page, 'name')).toBeVisible();
  await expect(control(page, 'old_name')).toHaveValue(old);
  await enter(page, 'new_name', old);
  await expectState(page, 'new_name', 'invalid');
  const renamed = `河南${old}`;
  await enter(page, 'new_name', renamed);
  await expectState(page, 'new_name', 'valid');
  await enter(page, 'change_reason', '集团化重组');
  await enter(page, 'approved_on', '2026-01-05');
  await upload(page, 'approval_scan', picture('other.jpg'));
  await next(page, 'confirm');
  const number = await promise(page);
  expect(number).not.toBe(registration);

  // What is sent on paper: the form is there to be printed, filled in.
  await page.goto(`/applications/${number}`);
  await expect(page.locator('[data-paper]')).toHaveCount(4);
  await expect(page.locator('[data-send-to]')).toContainText('Fax');
  const one = await page.locator('[data-paper="information-change-form"] [data-action="print"]').getAttribute('href');
  const form = await textOf(page, one ?? '');
  for (const answer of [old, renamed, '集团化重组', '2026-01-05', `DOCKET:1:${number}:information-change-form:1:`]) {
    expect(form).toContain(answer);
  }
  const all = await page.locator('[data-action="print-all"]').getAttribute('href');
  expect(await textOf(page, all ?? '')).toContain('DOCKET:1:');

  await openCase(officer, number);
  await expect(officer.locator('[data-answer="new_name"]')).toContainText(renamed);
  await expect(officer.locator('figure[data-answer="approval_scan"] img')).toBeVisible();
  await claim(officer);
  await approve(officer);
  const mail = await mailTo(who.contact['email'] ?? '', ({ text }) => text.includes(number) && text.includes('new name'));
  expect(mail.subject).toContain('name of your organisation');

  await page.goto('/account');
  await expect(page.locator('h1')).toContainText(renamed);
  await page.goto(`/applications/${number}`);
  await expect(page.locator('[data-status="approved"]')).toContainText('new name');

  // By either name the account is found.
  for (const name of [old, renamed]) {
    await officer.goto(`/staff/queue?state=all&search=${encodeURIComponent(name)}`);
    await expect(officer.locator(`[data-case="${name === renamed ? number : registration}"]`).first()).toBeVisible();
  }
});

test('a person is told why a change of company name is not for them', async ({ page, open }) => {
  const number = await registered(page, person());
  const officer = await open({ locale: 'en-GB' });
  await openAccount(officer, number);
  await page.goto('/applications/new');
  const offer = page.locator('[data-kind="company-name-change"]');
  await expect(offer).toHaveAttribute('data-eligible', 'no');
  await expect(offer.locator('[data-why-not]')).toContainText('companies and other organisations');
  await expect(offer.locator('[data-action="start"]')).toHaveCount(0);
  // A change of profile, and a key of their own.
  await expect(action(page, 'start')).toHaveCount(2);
});
