import { fileURLToPath } from 'node:url';
import { documentedSetup, testEditor } from '../support/editorSession.ts';

const session = fileURLToPath(new URL('session.lua', import.meta.url));

testEditor({
  name: 'Neovim',
  command: async () => ['nvim', '--headless', '--clean', '-n', '-S', session],
  // It keeps a log and other state below these.
  environment: async (scratch) => ({
    XDG_CACHE_HOME: scratch,
    XDG_STATE_HOME: scratch,
    LINTEL_INIT: await documentedSetup(scratch, 'lua'),
  }),
});
