import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const quiet = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** For `page.goto`: on a slow machine VS Code's own page alone takes longer than the 30 s that are the default. */
export const pageLoad = { timeout: 180_000 };

/** Starts a headless Chromium: the one that `CHROMIUM_PATH` names, or else the machine's own. */
export async function launchChromium(): Promise<Browser> {
  const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
  const executablePath = process.env.CHROMIUM_PATH ?? installed;
  if (executablePath === undefined)
    throw new Error('Chromium is not installed; CHROMIUM_PATH can name another browser.');
  // The sandbox refuses to run as root, as containers do.
  return chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox', ...quiet] : quiet });
}
