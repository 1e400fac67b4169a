import assert from 'node:assert/strict';
import { it } from 'node:test';
import { documentHighlight } from '../../server/src/features/documentHighlight.ts';
import { references } from '../../server/src/features/references.ts';
import { openInEditor, showLocations } from '../support/editorProject.ts';
import { gemfile, lock } from '../support/storefrontTexts.ts';

const inSpec = `#- Gemfile\n${gemfile}#- Gemfile.lock\n${lock.replace('connection_pool (3.0.2)', 'connection_¦pool (3.0.2)')}`;

it('references of a gem are all who ask for it', () => {
  const project = openInEditor(inSpec);
  assert.deepEqual(showLocations(project, references(project.snapshot, project.uri, project.position, false)), [
    'Gemfile.lock:6:       [connection_pool] (< 5)',
    'Gemfile.lock:12:       [connection_pool] (>= 2.2.5)',
    'Gemfile.lock:20:       [connection_pool]',
    'Gemfile.lock:22:       [connection_pool] (>= 2.3.0)',
  ]);
});

it('references include the declaration when asked, and the Gemfile from the Gemfile itself', () => {
  const project = openInEditor(`#- Gemfile\n${gemfile.replace('minitest', '¦minitest')}#- Gemfile.lock\n${lock}`);
  assert.deepEqual(showLocations(project, references(project.snapshot, project.uri, project.position, true)), [
    'Gemfile:7:   gem "[minitest]", "= 6.0.6"',
    'Gemfile.lock:13:       [minitest] (>= 5.1)',
    'Gemfile.lock:15:     [minitest] (6.0.6)',
    'Gemfile.lock:30:   [minitest] (= 6.0.6)',
  ]);
});

it('highlights every mention in the file, the spec as a write', () => {
  const project = openInEditor(inSpec);
  const highlights = documentHighlight(project.snapshot, project.uri, project.position);
  assert.deepEqual(
    highlights.map(({ range, kind }) => [range.start.line + 1, kind === 3 ? 'write' : 'read']),
    [
      [6, 'read'],
      [12, 'read'],
      [14, 'write'],
      [20, 'read'],
      [22, 'read'],
      [36, 'read'],
    ],
  );
});
