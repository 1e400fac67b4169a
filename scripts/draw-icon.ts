/**
 * Draws docs/images/icon.png, which the marketplace asks for, from icon.svg beside it.
 *
 *     node --import tsx scripts/draw-icon.ts
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { launchChromium } from './chromium.ts';

const images = new URL('../docs/images/', import.meta.url);
const browser = await launchChromium();
const page = await browser.newPage({ viewport: { width: 256, height: 256 } });
await page.setContent(`<body style="margin:0">${await readFile(new URL('icon.svg', images), 'utf8')}</body>`);
await page.screenshot({ path: fileURLToPath(new URL('icon.png', images)), omitBackground: true });
await browser.close();
