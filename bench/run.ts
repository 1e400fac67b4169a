/**
 * Measures Lintel on real projects and writes `bench/RESULTS.md`.
 *
 *     npm run bench -- FOLDER [--app NAME]… [--runs 3] [--edits 1000] [--only NAME]
 *
 * FOLDER holds projects side by side: the whole of it is the big input, `--app` names folders in it that are measured alone. `--only`
 * measures one part (`workspace`, `apps`, `editor`) and prints it instead of writing. `--edits 50000` watches the server's memory over a
 * day of typing in the first application, which takes as long as that many keystrokes. Copies of the folder are kept in `.cache/bench`.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from '../scripts/build.ts';
import { editor, editorInApplication } from './editor.ts';
import { renderReport, type Section } from './report.ts';
import { application, wholeWorkspace } from './wholeWorkspace.ts';

const { values, positionals } = parseArgs({
  options: {
    app: { type: 'string', multiple: true, default: [] },
    runs: { type: 'string', default: '3' },
    edits: { type: 'string', default: '1000' },
    only: { type: 'string' },
  },
  allowPositionals: true,
});
const [folder] = positionals;
if (folder === undefined || !existsSync(folder)) {
  console.error('usage: npm run bench -- FOLDER [--app NAME]… [--runs N] [--edits N] [--only workspace|apps|editor]');
  process.exit(2);
}
const root = fileURLToPath(new URL('..', import.meta.url));
const cache = join(root, '.cache/bench');
const runs = Number(values.runs);
await build(true);

const parts: Readonly<Record<string, () => Promise<readonly Section[]>>> = {
  workspace: async () => [await wholeWorkspace(folder, cache, runs)],
  apps: async () => values.app.map((name) => application(join(folder, name), cache, runs)),
  editor: async () => {
    const whole = await editor(folder, cache);
    const apps: Section[] = [];
    for (const [index, name] of values.app.entries()) {
      apps.push(await editorInApplication(join(folder, name), cache, index === 0 ? Number(values.edits) : undefined));
    }
    return [whole, ...apps];
  },
};
const sections: Section[] = [];
for (const [name, part] of Object.entries(parts)) {
  if (values.only === undefined || values.only === name) {
    sections.push(...(await part()));
    // After each part: the whole takes long, and what is measured is worth having.
    if (values.only === undefined) {
      writeFileSync(join(root, 'bench/RESULTS.md'), renderReport(sections));
    }
  }
}
console.log(renderReport(sections));
