import { writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { launchChromium, openPage } from '../../scripts/chromium.ts';
import { installVscode, type VscodeInstallation } from '../../scripts/install-vscode.ts';
import { startVscode } from '../../scripts/vscode-server.ts';
import { listenToSuite, type Sight } from './reporter.ts';
import type { SuiteRun } from './suiteRun.ts';

/** Runs the suite in VS Code's own server with its workbench in a headless Chromium. */
export async function runInBrowser(run: SuiteRun): Promise<void> {
  const installation = await installVscode();
  const browser = await launchChromium();
  const page = await openPage(browser);
  await serveWebviews(page.context(), installation);
  const reporter = await listenToSuite(run.test, (name, of) => takePicture(page, run.pictures, name, of));
  const server = await startVscode(installation, {
    dataFolder: join(run.scratch, 'vscode-data'),
    vsix: run.vsix,
    port: 0,
    environment: { LINTEL_SUITE_DRIVER: reporter.address, LINTEL_SUITE_BUNDLER: run.bundler, PATH: run.path },
    // Without the first the server ignores the address's payload, without the second a login shell decides on the environment.
    switches: [
      '--enable-smoke-test-driver',
      '--force-disable-user-env',
      ...(run.trusted ? ['--disable-workspace-trust'] : []),
    ],
  });
  try {
    const remote = (path: string) => `vscode-remote://127.0.0.1:${server.port}${path}`;
    const payload = [
      ['extensionDevelopmentPath', remote(run.testExtension)],
      ['extensionTestsPath', remote(join(run.testExtension, 'suite.js'))],
    ];
    await page.goto(`${server.addressOf(run.workspace)}&payload=${encodeURIComponent(JSON.stringify(payload))}`);
    await reporter.done.catch(async (error: unknown) => {
      await takePicture(page, run.pictures, 'failed-given-up', { selector: 'body', frame: 'window' });
      throw error;
    });
  } finally {
    await browser.close();
    await server.stop();
    reporter.close();
  }
}

/** Webviews load their frame from a Microsoft host, so that they have an origin of their own; the same files lie in the installation. */
export async function serveWebviews(context: BrowserContext, { serverMain }: VscodeInstallation): Promise<void> {
  const frame = join(dirname(serverMain), 'vs/workbench/contrib/webview/browser/pre');
  await context.route('https://*.vscode-cdn.net/**', async (route) => {
    const name = basename(new URL(route.request().url()).pathname);
    await route.fulfill({ path: join(frame, name) }).catch(() => route.abort());
  });
}

/** Waits until the page shows `selector`, and keeps a picture of it. */
export async function takePicture(page: Page, folder: string, name: string, { selector, frame }: Sight): Promise<void> {
  await page.locator(selector).first().waitFor({ timeout: 120_000 });
  const shoot = () => (frame === 'window' ? page.screenshot() : page.locator('.part.editor').screenshot());
  let shot = await shoot();
  // What appears fades or slides in, which a slow machine takes its time for; a cursor that blinks is no reason to wait for ever.
  for (let tries = 0, before: Buffer | undefined; tries < 10 && before?.equals(shot) !== true; tries++) {
    await page.waitForTimeout(300);
    before = shot;
    shot = await shoot();
  }
  await writeFile(join(folder, `${name}.png`), shot);
}
