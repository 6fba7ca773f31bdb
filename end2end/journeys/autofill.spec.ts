import { execFileSync } from 'node:child_process';
import { enterprise, person } from '../support/applicants.ts';
import { picture, written } from '../support/pictures.ts';
import { expect, go, test } from '../support/test.ts';
import { control, enter, expectSaved, field, fillBasic, openWizard, upload } from '../support/wizard.ts';

test.beforeAll(() => {
  const known = execFileSync('tesseract', ['--list-langs'], { encoding: 'utf8' });
  expect(known, 'tesseract and its Chinese data are needed: script/bootstrap installs both').toContain('chi_sim');
});

const READ = { timeout: 60_000 };

test('empty fields are filled in from the photos, a typed value always wins, a change loses the mark', async ({ page }) => {
  const truth = written('001');
  await openWizard(page);
  await fillBasic(page, person());
  await enter(page, 'real_name', '司马光');
  await expectSaved(page);
  await upload(page, 'portrait', picture('001-portrait.jpg'));
  await upload(page, 'emblem', picture('001-emblem.jpg'));
  await expect(control(page, 'id_number')).toHaveValue(truth['id_number'] ?? '', READ);
  await expect(control(page, 'valid_from')).toHaveValue(truth['valid_from'] ?? '', READ);
  if (truth['valid_to']) await expect(control(page, 'valid_to')).toHaveValue(truth['valid_to']);
  for (const id of ['id_number', 'valid_from']) {
    await expect(field(page, id)).toHaveAttribute('data-source', 'document');
    await expect(field(page, id)).toHaveAttribute('data-state', 'valid');
  }
  await expect(control(page, 'real_name')).toHaveValue('司马光');
  await expect(field(page, 'real_name')).not.toHaveAttribute('data-source', 'document');
  await page.reload();
  await expect(control(page, 'id_number')).toHaveValue(truth['id_number'] ?? '');
  await expect(field(page, 'id_number')).toHaveAttribute('data-source', 'document');
  await expect(control(page, 'real_name')).toHaveValue('司马光');
  await enter(page, 'valid_from', '2020-01-02');
  await expect(field(page, 'valid_from')).not.toHaveAttribute('data-source', 'document');
});

test('what was read follows its photo, the region with it, and what was typed stays', async ({ page }) => {
  const [first, second] = [written('001'), written('002')];
  await openWizard(page);
  await fillBasic(page, person());
  await enter(page, 'real_name', '司马光');
  await expectSaved(page);
  await upload(page, 'portrait', picture('001-portrait.jpg'));
  await expect(control(page, 'id_number')).toHaveValue(first['id_number'] ?? '', READ);
  for (const id of ['region_province', 'region_city', 'region_district']) {
    await expect(field(page, id)).toHaveAttribute('data-source', 'document');
    await expect(control(page, id)).not.toHaveValue('');
    // The card is not of the home province, where the applicant said to be.
    await expect(field(page, id)).toHaveAttribute('data-state', id === 'region_province' ? 'empty' : 'valid');
  }
  await expect(field(page, 'region_province').locator('[data-warning="elsewhere"]')).toBeVisible();
  // Where it came from stays in sight, and the warning stands below it.
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    const source = await field(page, 'region_province').locator('.field__source').boundingBox();
    const warning = await field(page, 'region_province').locator('[data-warning="elsewhere"] p').boundingBox();
    expect(source && warning && source.y + source.height <= warning.y, `${width}: ${JSON.stringify({ source, warning })}`).toBe(true);
    await expect(field(page, 'region_province').locator('.field__source')).toHaveCSS('visibility', 'visible');
  }
  const province = await control(page, 'region_province').locator('option:checked').textContent();
  expect(first['address']?.slice(0, 2)).toBe(province?.slice(0, 2));

  await upload(page, 'portrait', picture('002-portrait.jpg'));
  await expect(control(page, 'id_number')).toHaveValue(second['id_number'] ?? '', READ);
  await expect(control(page, 'real_name')).toHaveValue('司马光');

  // Emptied by hand: the next photo may fill it again.
  await enter(page, 'id_number', '');
  await expectSaved(page);
  await upload(page, 'portrait', picture('001-portrait.jpg'));
  await expect(control(page, 'id_number')).toHaveValue(first['id_number'] ?? '', READ);

  await field(page, 'portrait').locator('[data-action="remove"]').click();
  for (const id of ['id_number', 'region_province', 'region_city', 'region_district']) {
    await expect(control(page, id)).toHaveValue('');
    await expect(field(page, id)).not.toHaveAttribute('data-source', 'document');
    await expect(field(page, id)).toHaveAttribute('data-state', 'empty');
  }
  await expect(control(page, 'real_name')).toHaveValue('司马光');
  await page.reload();
  await expect(control(page, 'real_name')).toHaveValue('司马光');
  await expect(control(page, 'id_number')).toHaveValue('');
  await expect(control(page, 'region_province')).toHaveValue('');
});

test('a business licence fills in name, credit code and representative', async ({ page }) => {
  const truth = written('L01');
  await openWizard(page);
  await fillBasic(page, enterprise());
  await upload(page, 'licence', picture('L01-licence.jpg'));
  for (const id of ['credit_code', 'organisation_name', 'legal_representative']) {
    await expect(control(page, id)).toHaveValue(truth[id] ?? '', READ);
    await expect(field(page, id)).toHaveAttribute('data-source', 'document');
  }
});

test('a photo with nothing to read on it leaves the wizard as usable as before', async ({ page }) => {
  await openWizard(page);
  await fillBasic(page, person());
  await upload(page, 'portrait', picture('plain.jpg'));
  const note = field(page, 'portrait').locator('.upload__note');
  await expect(note).not.toHaveClass(/busy/, READ);
  await expect(control(page, 'id_number')).toHaveValue('');
  await enter(page, 'real_name', '林晓安');
  await expectSaved(page);
});

test('what was read follows what another tab does to the photo while a later one is on the way', async ({ page }) => {
  const [first, second] = [written('001'), written('002')];
  await openWizard(page);
  await fillBasic(page, person());
  await enter(page, 'real_name', '司马光');
  await expectSaved(page);
  await upload(page, 'portrait', picture('001-portrait.jpg'));
  await expect(control(page, 'id_number')).toHaveValue(first['id_number'] ?? '', READ);
  const tab = await page.context().newPage();
  await go(tab, '/register/documents');
  await expect(control(tab, 'id_number')).toHaveValue(first['id_number'] ?? '');
  const thumb = field(page, 'portrait').locator('img.upload__thumb');

  /** The other tab comes later, and its change is there first. */
  const overtaken = async (change: () => Promise<void>): Promise<void> => {
    let letGo: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => { letGo = resolve; });
    await page.route('**/api/uploads', async (route) => {
      await gate;
      await route.continue();
    });
    await control(page, 'portrait').setInputFiles(picture('other.jpg'));
    await expect(field(page, 'portrait').locator('progress')).toBeVisible();
    await change();
    letGo();
    await expect(field(page, 'portrait').locator('progress')).toHaveCount(0);
    await page.unroute('**/api/uploads');
  };

  await test.step('it is taken away', async () => {
    await overtaken(async () => {
      await field(tab, 'portrait').locator('[data-action="remove"]').click();
      await expect(field(tab, 'portrait').locator('img.upload__thumb')).toHaveCount(0);
      await expect(control(tab, 'id_number')).toHaveValue('');
    });
    await expect(thumb).toHaveCount(0);
    await expect(control(page, 'id_number')).toHaveValue('');
    await expect(control(page, 'region_province')).toHaveValue('');
  });

  await test.step('it is another one, and read already', async () => {
    await overtaken(async () => {
      await upload(tab, 'portrait', picture('002-portrait.jpg'));
      await expect(control(tab, 'id_number')).toHaveValue(second['id_number'] ?? '', READ);
    });
    await expect(thumb).toBeVisible();
    await expect(control(page, 'id_number')).toHaveValue(second['id_number'] ?? '', READ);
    await expect(field(page, 'id_number')).toHaveAttribute('data-source', 'document');
  });
  await expect(control(page, 'real_name')).toHaveValue('司马光');
  await tab.close();
});
