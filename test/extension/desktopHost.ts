import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { resolveCliArgsFromVSCodeExecutablePath, runTests } from '@vscode/test-electron';
import { listenToSuite } from './reporter.ts';
import type { SuiteRun } from './suiteRun.ts';

/** Runs the suite in the desktop VS Code at `vscodePath`, without pictures. */
export async function runInDesktop(run: SuiteRun, vscodePath: string): Promise<void> {
  const reporter = await listenToSuite(run.test, async () => {});
  const profile = [
    `--user-data-dir=${join(run.scratch, 'vscode-data')}`,
    `--extensions-dir=${join(run.scratch, 'vscode-extensions')}`,
  ];
  try {
    const [cli = vscodePath, ...switches] = resolveCliArgsFromVSCodeExecutablePath(vscodePath, {
      reuseMachineInstall: true,
    });
    await promisify(execFile)(cli, [...switches, ...profile, '--install-extension', run.vsix]);
    await runTests({
      vscodeExecutablePath: vscodePath,
      extensionDevelopmentPath: run.testExtension,
      extensionTestsPath: join(run.testExtension, 'suite.js'),
      extensionTestsEnv: { LINTEL_SUITE_DRIVER: reporter.address, LINTEL_SUITE_BUNDLER: run.bundler, PATH: run.path },
      launchArgs: [run.workspace, ...profile, ...(run.trusted ? ['--disable-workspace-trust'] : [])],
    });
    await reporter.done;
  } finally {
    reporter.close();
  }
}
