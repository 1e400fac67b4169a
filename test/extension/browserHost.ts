import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { launchChromium } from '../../scripts/chromium.ts';
import { installVscode } from '../../scripts/install-vscode.ts';
import { startVscode } from '../../scripts/vscode-server.ts';
import { listenToSuite } from './reporter.ts';
import type { SuiteRun } from './suiteRun.ts';

/** Runs the suite in VS Code's own server with its workbench in a headless Chromium. */
export async function runInBrowser(run: SuiteRun): Promise<void> {
  const installation = await installVscode();
  const browser = await launchChromium();
  const page = await browser.newPage({ viewport: { width: 1200, height: 720 }, deviceScaleFactor: 1.5 });
  const reporter = await listenToSuite(run.test, (name) => takePicture(page, join(run.pictures, `${name}.png`)));
  const server = await startVscode(installation, {
    dataFolder: join(run.scratch, 'vscode-data'),
    vsix: run.vsix,
    port: 0,
    environment: { LINTEL_SUITE_DRIVER: reporter.address },
    // Without it the server ignores the address's payload.
    switches: ['--enable-smoke-test-driver', '--disable-workspace-trust'],
  });
  try {
    const remote = (path: string) => `vscode-remote://127.0.0.1:${server.port}${path}`;
    const payload = [
      ['extensionDevelopmentPath', remote(run.testExtension)],
      ['extensionTestsPath', remote(join(run.testExtension, 'suite.js'))],
    ];
    await page.goto(`${server.addressOf(run.workspace)}&payload=${encodeURIComponent(JSON.stringify(payload))}`);
    await reporter.done.catch(async (error: unknown) => {
      await takePicture(page, join(run.pictures, 'given-up.png'));
      throw error;
    });
  } finally {
    await browser.close();
    await server.stop();
    reporter.close();
  }
}

async function takePicture(page: Page, path: string): Promise<void> {
  // Hovers and menus fade in.
  await page.waitForTimeout(400);
  await page.screenshot({ path });
}
