import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

const quiet = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts a headless Chromium: the one that `CHROMIUM_PATH` names, or else the machine's own. */
export async function launchChromium(): Promise<Browser> {
  const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
  const executablePath = process.env.CHROMIUM_PATH ?? installed;
  if (executablePath === undefined)
    throw new Error('Chromium is not installed; CHROMIUM_PATH can name another browser.');
  // The sandbox refuses to run as root, as containers do.
  return chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox', ...quiet] : quiet });
}

/** A page of the size that pictures have. It waits long: a slow machine needs minutes for VS Code's own page alone. */
export async function openPage(browser: Browser): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1080, height: 640 }, deviceScaleFactor: 1.5 });
  page.setDefaultTimeout(600_000);
  return page;
}
