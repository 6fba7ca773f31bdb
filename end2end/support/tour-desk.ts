import { type Page, expect } from '@playwright/test';
import { person } from './applicants.ts';
import { registered } from './registered.ts';
import { claim, flag, openCase, staffSignIn } from './staff.ts';
import { type Open, go } from './test.ts';
import { action } from './wizard.ts';

type Visit = (name: string, page: Page) => Promise<void>;

/** What lies on the desk of an officer beside the case: notes, colleagues, pictures seen closely, keys. */
export async function tourOfDesk(page: Page, open: Open, visit: Visit): Promise<void> {
  const officer = await open();
  const [number] = await Promise.all([registered(page, person()), staffSignIn(officer)]);
  await openCase(officer, number);
  await claim(officer);
  await action(officer, 'remark').click();
  await expect(officer.locator('#remark-missing')).not.toBeEmpty();
  await visit('desk-note-missing', officer);
  await officer.locator('#remark-text').fill('已电话核实。\n本人接听。');
  await action(officer, 'remark').click();
  await expect(officer.locator('[data-remark]')).toBeVisible();
  await flag(officer, 'address', 'incomplete', '请写明楼层。');
  await visit('desk-note', officer);

  const supervisor = await open();
  await staffSignIn(supervisor, 'supervisor');
  await openCase(supervisor, number);
  await action(supervisor, 'assign').click();
  await expect(supervisor.locator('#assign-missing')).not.toBeEmpty();
  await visit('desk-assign-missing', supervisor);
  await action(supervisor, 'take-over').click();
  await expect(supervisor.locator('[data-assigned="me"]')).toBeVisible();
  await visit('desk-taken-over', supervisor);
  await go(officer, `/staff/cases/${number}`);
  await expect(officer.locator('[data-kept]')).toBeVisible();
  await visit('desk-lost', officer);
  await go(officer, `/staff/next?case=${number}&search=${number}`);
  await visit('desk-no-next', officer);

  await openCase(officer, number);
  await officer.locator('.picture__link').first().click();
  await expect(officer.locator('[data-viewer]')).toBeVisible();
  await visit('desk-viewer', officer);
  await officer.keyboard.press('Escape');
  await go(officer, '/staff/queue');
  await action(officer, 'keys').waitFor();
  await officer.keyboard.press('?');
  await expect(officer.locator('[data-keys]')).toBeVisible();
  await visit('desk-keys', officer);

  const administrator = await open();
  await staffSignIn(administrator, 'administrator');
  await go(administrator, '/staff/settings/reasons');
  await visit('desk-reasons', administrator);
}
