import { person } from '../support/applicants.ts';
import { claim, openCase, staffSignIn } from '../support/staff.ts';
import { expect, go, test } from '../support/test.ts';
import {
  action,
  confirmEmail,
  enter,
  enterAll,
  expectState,
  field,
  fillBasic,
  next,
  openWizard,
  promise,
  step,
  upload,
} from '../support/wizard.ts';

const wide = (text: string): string => text.replace(/[!-~]/g, (c) => String.fromCodePoint((c.codePointAt(0) ?? 0) + 0xfee0));

test('the check page shows what is kept, staff read the same, and the name is found by another dot', async ({ page, open }) => {
  const who = person();
  // Found by nobody else's search: a character for each digit of the time.
  const given = [...String(Date.now() % 100_000_000)].map((digit) => '零壹贰叁肆伍陆柒捌玖'[Number(digit)]).join('');
  const id = who.documents['id_number'] ?? '';
  const typed = {
    real_name: `葛\u{E0100}${given}．大\u{FA10}`,
    id_number: wide(id),
    address: '金水区示例大道１８号（三层）',
    postcode: wide('450003'),
    contact_person: '山',
    mobile: '+86 (0)138-0013-8000',
  };
  const kept = {
    ...typed,
    real_name: `葛\u{E0100}${given}·大\u{FA10}`,
    id_number: id,
    postcode: '450003',
    mobile: '13800138000',
  };

  await openWizard(page);
  await fillBasic(page, who);
  for (const [slot, file] of Object.entries(who.pictures)) await upload(page, slot, file);
  await enterAll(page, { ...who.documents, real_name: typed.real_name, id_number: typed.id_number });
  await next(page, 'contact');

  await test.step('a single letter is asked about once, and stops nobody', async () => {
    const { address, postcode, contact_person, mobile } = typed;
    await enterAll(page, { ...who.contact, address, postcode, contact_person, mobile });
    // Worth a look, and so no tick.
    await expectState(page, 'contact_person', 'empty');
    await expect(field(page, 'contact_person').locator('[data-warning="one_letter"]')).toBeVisible();
    await confirmEmail(page, who.contact['email'] ?? '');
    await action(page, 'next').click();
    const look = page.locator('[data-problem="look-again"]');
    await expect(look.or(step(page, 'confirm'))).toBeAttached();
    if (await look.isVisible()) await action(page, 'next').click();
    await expect(page).toHaveURL(/\/confirm$/);
  });

  await test.step('the check page shows each answer as it is kept', async () => {
    for (const [id, text] of Object.entries(kept)) {
      const shown = page.locator(`[data-answer="${id}"] .summary__value`);
      await expect(shown, id).toContainText(text, { useInnerText: false });
      expect((await shown.textContent())?.startsWith(text), id).toBe(true);
    }
    await page.reload();
    for (const [id, text] of Object.entries(kept)) {
      expect((await page.locator(`[data-answer="${id}"] .summary__value`).textContent())?.startsWith(text), id).toBe(true);
    }
  });

  const number = await promise(page);
  const officer = await open();
  await staffSignIn(officer);
  await test.step('staff find it by any other dot and read what was confirmed', async () => {
    for (const search of [`葛${given}˙大塚`, `葛${given}•大塚`, `${given}大塚`, wide(id)]) {
      await go(officer, `/staff/queue?search=${encodeURIComponent(search)}`);
      await expect(officer.locator('[data-case]'), search).toHaveCount(1);
      await expect(officer.locator(`[data-case="${number}"]`), search).toBeVisible();
    }
    await openCase(officer, number);
    for (const [id, text] of Object.entries(kept)) {
      expect(await officer.locator(`[data-answer="${id}"] .answer__text`).textContent(), id).toBe(text);
    }
    await expect(officer.locator('[data-answer="contact_person"] [data-warning="one_letter"]')).toBeVisible();
    await claim(officer);
  });

  await test.step('and so does whoever sent it', async () => {
    await go(page, `/applications/${number}`);
    for (const [id, text] of Object.entries(kept)) {
      expect(await page.locator(`[data-answer="${id}"] .summary__value`).textContent(), id).toBe(text);
    }
  });
});

test('names of many places are taken, and what is none is refused', async ({ page }) => {
  const who = person();
  await openWizard(page);
  await fillBasic(page, who);
  for (const name of ['WANG, XIAOMING', 'Muthu S/O Samy', 'ʻOfa Tuʻungafasi', "'t Hooft Gerard", 'ジャン＝ポール・サルトル', 'ශ්\u200Dරී']) {
    await enter(page, 'real_name', name);
    await expectState(page, 'real_name', 'valid');
  }
  await enter(page, 'real_name', 'O');
  await expectState(page, 'real_name', 'empty');
  await expect(field(page, 'real_name').locator('[data-warning="one_letter"]')).toBeVisible();
  for (const name of ['<script>', '张三😀', '410105', '-Anne', '张三/李四']) {
    await enter(page, 'real_name', name);
    await expectState(page, 'real_name', 'invalid');
  }
});
