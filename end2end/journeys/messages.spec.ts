import { person } from '../support/applicants.ts';
import { signIn } from '../support/account.ts';
import { mailTo, mailsTo } from '../support/outbox.ts';
import { registered } from '../support/registered.ts';
import { openCase, passwords, staffSignIn } from '../support/staff.ts';
import { expect, go, hydrated, test } from '../support/test.ts';
import { action } from '../support/wizard.ts';

test.use({ locale: 'en-GB' });

const BOX = '#message-text';

test('officer and applicant write to each other; each sees what is new, and a double click sends once', async ({
  page, open,
}) => {
  const who = person();
  const email = who.contact['email'] ?? '';
  const number = await registered(page, who);
  const officer = await open();
  await staffSignIn(officer);
  await openCase(officer, number);
  await officer.locator(BOX).fill('Hello,\nis the address complete?');
  await action(officer, 'send-message').dblclick();
  await expect(officer.locator('[data-message="own"]')).toHaveCount(1);
  await expect(officer.locator('[data-message="own"] .message__text')).toHaveText('Hello,\nis the address complete?');
  await expect(officer.locator('[data-message="own"] [data-read="false"]')).toBeVisible();
  await expect(officer.locator(BOX)).toHaveValue('');

  await test.step('the mail says that there is one and not what', async () => {
    const mail = await mailTo(email, ({ text }) => text.includes(`/applications/${number}`));
    expect(mail.text).not.toContain('address complete');
    expect(mail.language).toBe('en');
    const about = (await mailsTo(email)).filter(({ subject }) => /written to you/.test(subject));
    expect(about).toHaveLength(1);
  });

  await test.step('the applicant finds it, from the office and not from an officer', async () => {
    await go(page, '/applications');
    await expect(page.locator('[data-unread]')).toBeVisible();
    await page.locator(`[data-application="${number}"]`).click();
    const message = page.locator('[data-message="other"]');
    await expect(message.locator('[data-new]')).toBeVisible();
    await expect(message.locator('.message__by')).not.toContainText('officer');
    await expect(message.locator('.message__text')).toHaveText('Hello,\nis the address complete?');
    await go(page, '/applications');
    await expect(page.locator('[data-application]').first()).toBeVisible();
    await expect(page.locator('[data-unread]')).toHaveCount(0);
  });

  await test.step('what is typed outlives a reload, a dead network and a session that ended', async () => {
    await go(page, `/applications/${number}`);
    await action(page, 'send-message').click();
    await expect(page.locator('#message-error')).not.toBeEmpty();
    const text = 'Third floor.\n<b>I forgot.</b>';
    await page.locator(BOX).fill(text);
    await page.reload();
    await hydrated(page);
    await expect(page.locator(BOX)).toHaveValue(text);
    await page.route('**/api/write_to_office*', (route) => route.abort());
    await action(page, 'send-message').click();
    await expect(page.locator('[data-problem="unavailable"]')).toBeVisible();
    await expect(page.locator(BOX)).toHaveValue(text);
    await page.unroute('**/api/write_to_office*');
    await page.context().clearCookies();
    await action(page, 'send-message').click();
    await expect(page.locator('[data-problem="signed_out"]')).toBeVisible();
    await expect(page.locator(BOX)).toHaveValue(text);
    await signIn(page, who, new RegExp(`/applications/${number}`));
    await expect(page.locator(BOX)).toHaveValue(text);
    await action(page, 'send-message').click();
    await expect(page.locator('[data-message="own"] .message__text')).toHaveText(text);
    await expect(page.locator(BOX)).toHaveValue('');
  });

  await test.step('the officer finds it marked in the queue', async () => {
    await go(officer, '/staff/queue');
    await officer.locator('[data-count="unread"]').click();
    await expect(officer).toHaveURL(/only=unread/);
    const row = officer.locator(`[data-case="${number}"]`);
    await expect(row.locator('[data-unread]')).toBeVisible();
    await row.locator('a').first().click();
    await expect(officer.locator('[data-message="other"] [data-new]')).toBeVisible();
    await expect(officer.locator('[data-message="own"] [data-read="true"]')).toBeVisible();
    await expect(officer.locator('.history [data-event="applicant_wrote"]')).toBeVisible();
    await go(officer, '/staff/queue?only=unread&state=all');
    await expect(officer.locator(`[data-case="${number}"]`)).toHaveCount(0);
  });
});

test('both sides write without JavaScript, and what could not be sent is in the form again', async ({ page, open }) => {
  const who = person();
  const number = await registered(page, who);
  const plain = await open({ javaScriptEnabled: false, storageState: await page.context().storageState() });
  await plain.goto(`/applications/${number}`);
  await plain.locator(BOX).fill('   ');
  await action(plain, 'send-message').click();
  await expect(plain).toHaveURL(/message=empty/);
  await expect(plain.locator('#message-error')).not.toBeEmpty();
  for (let n = 1; n <= 10; n += 1) {
    await plain.locator(BOX).fill(`Line one.\nLine ${n}.`);
    await action(plain, 'send-message').click();
    await expect(plain.locator('[data-message="own"]')).toHaveCount(n);
  }
  await expect(plain.locator('[data-message="own"] .message__text').last()).toHaveText('Line one.\nLine 10.');
  await plain.locator(BOX).fill('One too many <b>now</b>');
  await action(plain, 'send-message').click();
  await expect(plain.locator('[data-problem="too_many"]')).toBeVisible();
  await expect(plain.locator(BOX)).toHaveValue('One too many <b>now</b>');

  const officer = await open({ javaScriptEnabled: false });
  await officer.goto('/staff/sign-in');
  await officer.locator('#user_name').fill('officer');
  await officer.locator('#password').fill(passwords()['officer'] ?? '');
  await action(officer, 'sign-in').click();
  await officer.goto(`/staff/cases/${number}`);
  await officer.locator(BOX).fill('Thank you.');
  await action(officer, 'send-message').click();
  await expect(officer).toHaveURL(new RegExp(`/staff/cases/${number}\\?sent=1#messages`));
  await expect(officer.locator('[data-message="own"]')).toHaveCount(1);
});
