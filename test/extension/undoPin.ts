import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { launchChromium, openPage } from '../../scripts/chromium.ts';
import { installVscode } from '../../scripts/install-vscode.ts';
import { startVscode } from '../../scripts/vscode-server.ts';
import type { SuitePlace } from './suiteRun.ts';

/** Pins a gem and takes that back with the keyboard alone, in a VS Code that does not know that it is tested: under test it refuses such an undo. */
export async function undoPin({ workspace, scratch, vsix, pictures }: SuitePlace): Promise<void> {
  const browser = await launchChromium();
  const page = await openPage(browser);
  const server = await startVscode(await installVscode(), {
    dataFolder: join(scratch, 'vscode-data'),
    vsix,
    port: 0,
    switches: ['--disable-workspace-trust'],
  });
  const names = ['Gemfile', 'Gemfile.lock'];
  const texts = () => Promise.all(names.map((name) => readFile(join(workspace, name), 'utf8')));
  const before = await texts();
  try {
    await page.goto(server.addressOf(workspace));
    await openFile(page, 'Gemfile.lock');
    await page.locator('.statusbar-item', { hasText: /Lintel \d/ }).waitFor();
    await page.keyboard.press('F8');
    await page.locator('.marker-widget:visible').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.marker-widget:visible').waitFor({ state: 'detached' });
    const pin = page.locator('.action-widget:visible').getByText(/^Pin connection_pool/);
    await poll('the light bulb', async () => {
      await page.keyboard.press('Control+.');
      return pin.waitFor({ timeout: 10_000 }).then(
        () => true,
        () => false,
      );
    });
    await page.keyboard.press('Enter');
    await poll('the pin on the disk', async () => {
      await page.keyboard.press('Control+K');
      await page.keyboard.press('S');
      const [gemfile, lock] = await texts();
      return gemfile !== before[0] && lock !== before[1];
    });
    // VS Code loses an undo that overtakes the save, as no person could.
    await page.locator('.tab.dirty').first().waitFor({ state: 'detached' });
    await page.keyboard.press('Control+Z');
    await poll('both files as they were', async () => {
      await page.keyboard.press('Control+K');
      await page.keyboard.press('S');
      return JSON.stringify(await texts()) === JSON.stringify(before);
    });
  } catch (error) {
    await page.screenshot({ path: join(pictures, 'failed-undo-pin.png') });
    const now = await texts();
    const changed = names.filter((_, index) => now[index] !== before[index]);
    throw new Error(`On the disk ${changed.join(' and ') || 'nothing'} is other than before`, { cause: error });
  } finally {
    await browser.close();
    await server.stop();
  }
}

async function openFile(page: Page, name: string): Promise<void> {
  await page.locator('.monaco-workbench').waitFor();
  await page.keyboard.press('Control+P');
  await page.locator('.quick-input-widget:visible input').first().fill(name);
  await page
    .locator(`.quick-input-widget .monaco-list-row:has-text(${JSON.stringify(name)})`)
    .first()
    .waitFor();
  await page.keyboard.press('Enter');
  await page.locator(`.tab.active:has-text(${JSON.stringify(name)})`).waitFor();
}

async function poll(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 120_000; Date.now() < end; ) {
    if (await isSo()) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  throw new Error(`Waited in vain for ${what}`);
}
