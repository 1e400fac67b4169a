import { fileURLToPath } from 'node:url';
import { documentedSetup, testEditor } from '../support/editorSession.ts';

const session = fileURLToPath(new URL('session.el', import.meta.url));

testEditor({
  name: 'Emacs',
  command: async () => ['emacs', '--batch', '--no-init-file', '--load', session],
  environment: async (scratch) => ({ HOME: scratch, LINTEL_INIT: await documentedSetup(scratch, 'elisp') }),
});
