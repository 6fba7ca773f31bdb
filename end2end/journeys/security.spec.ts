import { person } from '../support/applicants.ts';
import { openCase, staffSignIn } from '../support/staff.ts';
import { expect, test } from '../support/test.ts';
import {
  confirmEmail, control, enterAll, expectSaved, fillBasic, fillDocuments, next, openWizard, promise,
} from '../support/wizard.ts';

const HOSTILE = '</textarea></title></script><script id=evil>window.evil=1</script><img id=evil src=x onerror="window.evil=1">';

// That no page breaks the content security policy is checked in every journey: see problems.ts.

test('hostile text is text everywhere: in the form, the answers, the case and the mail', async ({ page, open }) => {
  const who = person();
  who.contact['address'] = HOSTILE;
  const expectTame = async (shown: typeof page): Promise<void> => {
    await expect(shown.locator('#evil')).toHaveCount(0);
    expect(await shown.evaluate(() => 'evil' in window)).toBe(false);
  };
  await openWizard(page);
  await fillBasic(page, who);
  await fillDocuments(page, who);
  await enterAll(page, who.contact);
  await expectSaved(page);
  await page.reload();
  await expect(control(page, 'address')).toHaveValue(HOSTILE);
  await expectTame(page);
  await confirmEmail(page, who.contact['email'] ?? '');
  await next(page, 'confirm');
  await expect(page.locator('[data-answer="address"]')).toContainText(HOSTILE);
  await page.reload();
  await expectTame(page);
  const number = await promise(page);
  const officer = await open();
  await staffSignIn(officer);
  await openCase(officer, number);
  await expect(officer.locator('[data-answer="address"]')).toContainText(HOSTILE);
  await officer.reload();
  await expectTame(officer);
});

test('hostile addresses of pages are harmless', async ({ page }) => {
  const bad = encodeURIComponent(HOSTILE);
  for (const path of [
    `/sign-in?next=${bad}&error=${bad}`, `/status?reference=${bad}`, `/register/${bad}`, `/applications/${bad}`,
    `/register/basic?check=1&error=${bad}&picture=${bad}`, `/staff/sign-in?next=${bad}&error=${bad}`, `/staff/cases/${bad}`,
    `/staff/queue?search=${bad}&decided=return&case=${bad}`, `/${bad}`,
  ]) {
    await page.goto(path);
    await expect(page.locator('#evil'), path).toHaveCount(0);
    expect(await page.evaluate(() => 'evil' in window), path).toBe(false);
  }
});
