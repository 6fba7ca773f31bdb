import { person } from '../support/applicants.ts';
import { registered } from '../support/registered.ts';
import { claim, openCase, staffSignIn } from '../support/staff.ts';
import { expect, go, test } from '../support/test.ts';
import { action } from '../support/wizard.ts';

test.use({ locale: 'en-GB' });

test('what is chosen in the filter stands in the URL, without the rest, and is there again on return', async ({ page, open }) => {
  const number = await registered(page, person());
  const officer = await open();
  await officer.goto('/staff');
  await expect(officer).toHaveURL(/\/staff\/sign-in/);
  await staffSignIn(officer);
  await go(officer, '/staff/queue');
  await officer.locator('#queue-search').fill(` ${number.slice(0, 4)} `);
  await officer.locator('#queue-sort').selectOption('newest');
  await officer.locator('#queue-search').press('Enter');
  const filtered = new RegExp(`/staff/queue\\?state=submitted&search=${number.slice(0, 4)}&sort=newest$`);
  await expect(officer).toHaveURL(filtered);
  await officer.locator(`[data-case="${number}"] a`).first().click();
  await expect(officer).toHaveURL(new RegExp(`/staff/cases/${number}`));
  await officer.goBack();
  await expect(officer).toHaveURL(filtered);
  await expect(officer.locator('#queue-search')).toHaveValue(number.slice(0, 4));
  await expect(officer.locator('#queue-sort')).toHaveValue('newest');
  await officer.locator('#queue-search').fill('');
  await officer.locator('#queue-sort').selectOption('');
  await officer.locator('.queue-filter [type="submit"]').click();
  await expect(officer).toHaveURL(/\/staff\/queue\?state=submitted$/);
});

test('a text that is too long is not cut: the page says so, and nothing is sent', async ({ page, open }) => {
  const officer = await open();
  const [number] = await Promise.all([registered(page, person()), staffSignIn(officer)]);
  await openCase(officer, number);
  await claim(officer);
  const reason = officer.locator('#general_reason');
  await reason.fill('字'.repeat(501));
  await action(officer, 'refuse').click();
  await expect(officer.locator('#decision-missing')).toContainText('500');
  await expect(reason).toBeFocused();
  await expect(reason).toHaveAttribute('aria-invalid', 'true');
  await expect(reason).toHaveValue('字'.repeat(501));
  const remark = officer.locator('#remark-text');
  await remark.fill('字'.repeat(2001));
  await action(officer, 'remark').click();
  await expect(officer.locator('#remark-missing')).toContainText('2,000');
  await expect(remark).toHaveValue('字'.repeat(2001));
});

test('who applies and pastes a message that is too long is told, and loses nothing', async ({ page }) => {
  const number = await registered(page, person());
  await go(page, `/applications/${number}`);
  const text = '字'.repeat(2001);
  await page.locator('#message-text').fill(text);
  await action(page, 'send-message').click();
  await expect(page.locator('#message-text')).toHaveValue(text);
  await expect(page.locator('#message-text')).toHaveAttribute('aria-invalid', 'true');
});
