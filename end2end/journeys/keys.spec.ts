import { devices } from '@playwright/test';
import { enterprise, person } from '../support/applicants.ts';
import { mailTo } from '../support/outbox.ts';
import { textOf } from '../support/pdf.ts';
import { registered } from '../support/registered.ts';
import { approve, claim, openAccount, openCase } from '../support/staff.ts';
import { expect, test } from '../support/test.ts';
import { action, control, enter, next, promise, step } from '../support/wizard.ts';

const { viewport, userAgent, deviceScaleFactor, isMobile, hasTouch } = devices['Pixel 7'];
test.use({ locale: 'zh-CN', viewport, userAgent, deviceScaleFactor, isMobile, hasTouch });

test('an organisation applies for a key on a phone, prints its forms, and the office approves it', async ({ page, open }) => {
  const who = enterprise();
  const name = who.documents['organisation_name'] ?? '';
  const registration = await registered(page, who);
  const officer = await open({ locale: 'en-GB' });
  await openAccount(officer, registration);

  await page.goto('/applications/new');
  await expect(page.locator('[data-kind="personal-key"]')).toHaveAttribute('data-eligible', 'no');
  await page.locator('[data-kind="enterprise-key"] [data-action="start"]').click();
  await expect(step(page, 'holder')).toBeVisible();
  // Prefilled from the account.
  await expect(control(page, 'holder_name')).toHaveValue(who.contact['contact_person'] ?? '');
  await enter(page, 'holder_name', '林䶮𠮷');
  await enter(page, 'holder_id_number', '11010519491231002X');
  await next(page, 'key');
  await enter(page, 'declaring_number', '4101600001');
  await enter(page, 'key_use', 'signing_decryption');
  await next(page, 'confirm');
  const number = await promise(page);

  await page.goto(`/applications/${number}`);
  await expect(page.locator('[data-paper]')).toHaveCount(5);
  await expect(page.locator('[data-status="submitted"]')).toContainText('送交受理机构');
  await expect(page.locator('[data-status="submitted"]')).not.toContainText('无需');
  const all = await page.locator('[data-action="print-all"]').getAttribute('href');
  const printed = await textOf(page, all ?? '');
  for (const text of ['用户登记表', '企业数字证书申请表', '材料清单', name, '林䶮𠮷', '11010519491231002X', '4101600001',
    '解密用户', '（盖章）', `DOCKET:1:${number}:enterprise-certificate-form:1:`]) {
    expect(printed).toContain(text.replace(/\s/g, ''));
  }

  await openCase(officer, number);
  await expect(officer.locator('[data-answer="holder_name"]')).toContainText('林䶮𠮷');
  await expect(officer.locator('[data-paper]')).toHaveCount(5);
  await claim(officer);
  await approve(officer);
  await mailTo(who.contact['email'] ?? '', ({ text }) => text.includes(number) && text.includes('数字证书已通过'));
  await page.goto(`/applications/${number}`);
  await expect(page.locator('[data-status="approved"]')).toContainText('可以制作数字证书');
  // The list stays, and nothing is to be sent any more.
  await expect(page.locator('[data-paper]')).toHaveCount(5);
  await expect(page.locator('[data-send-to]')).toHaveCount(0);
});

test('a person applies for a key of their own, and a change of a key is for organisations', async ({ page, open }) => {
  const number = await registered(page, person());
  const officer = await open({ locale: 'en-GB' });
  await openAccount(officer, number);
  await page.goto('/applications/new');
  for (const kind of ['enterprise-key', 'key-change']) {
    await expect(page.locator(`[data-kind="${kind}"]`)).toHaveAttribute('data-eligible', 'no');
    await expect(page.locator(`[data-kind="${kind}"] [data-why-not]`)).toContainText('仅适用于企业');
  }
  await page.locator('[data-kind="personal-key"] [data-action="start"]').click();
  await expect(step(page, 'key')).toBeVisible();
  await action(page, 'next').click();
  await expect(page.locator('#key_use-error')).toContainText('请选择证书用途');
  await enter(page, 'key_use', 'signing');
  await next(page, 'confirm');
  const key = await promise(page);
  await page.goto(`/applications/${key}`);
  await expect(page.locator('[data-paper]')).toHaveCount(2);
  const href = await page.locator('[data-paper="personal-certificate-form"] [data-action="print"]').getAttribute('href');
  expect(await textOf(page, href ?? '')).toContain('个人数字证书申请表');
});
