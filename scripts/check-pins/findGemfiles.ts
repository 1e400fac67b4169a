import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { GemfileText } from '../../test/real-bundler/evaluateGemfiles.ts';

/** Every Gemfile below a folder, links and installed packages left out, in a stable order; their paths are absolute, since each is run in its own folder. */
export function findGemfiles(folder: string): readonly GemfileText[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = resolve(folder, entry.name);
      if (entry.isDirectory()) {
        return ['.git', 'node_modules'].includes(entry.name) ? [] : findGemfiles(path);
      }
      const isGemfile =
        entry.isFile() && (/^(?:Gemfile|gems\.rb)$/.test(entry.name) || entry.name.endsWith('.gemfile'));
      return isGemfile ? [{ path, text: readFileSync(path, 'utf8') }] : [];
    });
}
