import { expect, hydrated, test } from '../support/test.ts';
import { action, field } from '../support/wizard.ts';

test.use({ locale: 'en-GB' });

for (const door of ['/sign-in', '/staff/sign-in']) {
  test(`${door}: what is refused is said on the page that is there, in its language`, async ({ page }) => {
    await page.goto(door);
    await hydrated(page);
    await page.evaluate(() => {
      document.body.dataset['stays'] = 'yes';
    });
    // Nothing is asked of the server for an empty box, and no bubble of the browser's own shows.
    await action(page, 'sign-in').click();
    await expect(page.locator('#user_name')).toBeFocused();
    await expect(page.locator('#user_name-error')).toBeVisible();
    await expect(page.locator('#password-error')).toBeVisible();
    await expect(field(page, 'user_name')).toHaveAttribute('data-state', 'invalid');
    await page.keyboard.type('nobody.here');
    await expect(page.locator('#user_name-error')).toHaveCount(0);
    await expect(field(page, 'user_name')).toHaveAttribute('data-state', 'empty');

    // What is typed can be read, and is hidden again.
    await page.locator('#password').fill('Not-the-right-0ne');
    await expect(page.locator('#password-error')).toHaveCount(0);
    const reveal = page.locator('[aria-controls="password"]');
    await reveal.click();
    await expect(page.locator('#password')).toHaveAttribute('type', 'text');
    await expect(reveal).toHaveAttribute('aria-pressed', 'true');
    await reveal.click();
    await expect(page.locator('#password')).toHaveAttribute('type', 'password');

    // The password is typed again, the name is not; the address tells nobody what happened.
    await page.locator('#password').press('Enter');
    const problem = page.locator('[data-problem="wrong_credentials"]');
    await expect(problem).toBeVisible();
    await expect(page.locator('#password')).toBeFocused();
    await expect(page.locator('#password')).toHaveValue('');
    await expect(page.locator('#user_name')).toHaveValue('nobody.here');
    expect(new URL(page.url()).search).toBe('');
    await expect(page.locator('body')).toHaveAttribute('data-stays', 'yes');

    // In the language that is chosen then, with what is typed.
    const english = await problem.textContent();
    await page.locator('.language-switch button[lang="ja"]').click();
    await expect(page.locator('html')).toHaveAttribute('lang', 'ja');
    await expect(problem).toBeVisible();
    await expect(problem).not.toHaveText(english ?? '');
    await expect(page.locator('#user_name')).toHaveValue('nobody.here');
    expect(new URL(page.url()).search).toBe('');
  });
}

test('without a network nothing typed is lost, and the page says so', async ({ page, context }) => {
  await page.goto('/sign-in');
  await hydrated(page);
  await page.locator('#user_name').fill('nobody.here');
  await page.locator('#password').fill('Not-the-right-0ne');
  await context.setOffline(true);
  await action(page, 'sign-in').click();
  await expect(page.locator('[data-problem="unavailable"]')).toBeVisible();
  await expect(page.locator('#password')).toHaveValue('Not-the-right-0ne');
  await expect(action(page, 'sign-in')).toBeEnabled();
  await context.setOffline(false);
  await action(page, 'sign-in').click();
  await expect(page.locator('[data-problem="wrong_credentials"]')).toBeVisible();
});

test('a second press while the first is answered sends nothing', async ({ page }) => {
  await page.goto('/sign-in');
  await hydrated(page);
  let sent = 0;
  let letGo = (): void => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route('**/api/sign_in*', async (route) => {
    sent += 1;
    await held;
    await route.continue();
  });
  await page.locator('#user_name').fill('nobody.here');
  await page.locator('#password').fill('Not-the-right-0ne');
  await action(page, 'sign-in').click();
  await expect(action(page, 'sign-in')).toHaveAttribute('aria-disabled', 'true');
  await action(page, 'sign-in').click({ force: true });
  await page.locator('#password').press('Enter');
  letGo();
  await expect(page.locator('[data-problem="wrong_credentials"]')).toBeVisible();
  expect(sent).toBe(1);
});
