/**
 * Opens the example app in a real VS Code, in the browser, with the packaged extension: for looking at Lintel as its users do.
 *
 *     node --import tsx scripts/run-editor.ts [--port 8000] [FOLDER]
 *
 * With a folder, that folder is opened in place of a copy of the example.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { installVscode } from './install-vscode.ts';
import { packageExtension } from './package.ts';
import { copyStorefront } from './storefront.ts';
import { startVscode } from './vscode-server.ts';

const { values, positionals } = parseArgs({
  options: { port: { type: 'string', default: '0' } },
  allowPositionals: true,
});
const [folder] = positionals;
const scratch = await mkdtemp(join(tmpdir(), 'lintel-editor-'));

const installation = await installVscode();
const server = await startVscode(installation, {
  dataFolder: join(scratch, 'vscode-data'),
  vsix: await packageExtension(),
  port: Number(values.port),
  // The example is ours; whether to trust a folder of somebody's own is theirs to say.
  switches: folder === undefined ? ['--disable-workspace-trust'] : [],
});
console.log(`Open ${server.addressOf(await chooseFolder(folder))}\nCtrl+C ends it.`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await server.stop();
    await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
    process.exit();
  });
}

async function chooseFolder(given: string | undefined): Promise<string> {
  if (given !== undefined) return resolve(given);
  const storefront = join(scratch, 'storefront');
  await copyStorefront(storefront);
  return storefront;
}
