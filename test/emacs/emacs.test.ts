import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { testEditor } from '../support/editorSession.ts';

const session = fileURLToPath(new URL('session.el', import.meta.url));

testEditor({
  name: 'Emacs',
  async command(scratch) {
    const page = await readFile(new URL('../../docs/editors.md', import.meta.url), 'utf8');
    const documented = /```elisp\n(.*?)```/s.exec(page)?.[1];
    assert.ok(documented);
    await writeFile(join(scratch, 'init.el'), documented);
    return ['emacs', '--batch', '--no-init-file', '--load', session];
  },
  environment: (scratch) => ({ HOME: scratch, LINTEL_INIT: join(scratch, 'init.el') }),
});
