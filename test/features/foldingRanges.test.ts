import assert from 'node:assert/strict';
import { it } from 'node:test';
import { foldingRanges } from '../../server/src/features/foldingRanges.ts';
import { openInEditor } from '../support/editorProject.ts';
import { gemfile, lock } from '../support/storefrontTexts.ts';

const project = openInEditor(`#- Gemfile\n${gemfile}#- Gemfile.lock\n${lock}`);

it('folds the sections of a lock and each gem that requires others', () => {
  const folds = foldingRanges(project.snapshot, project.uriOf('Gemfile.lock'));
  assert.deepEqual(
    folds?.map(({ startLine, endLine }) => [startLine + 1, endLine + 1]),
    [
      [1, 6],
      [5, 6],
      [8, 23],
      [11, 13],
      [16, 18],
      [19, 20],
      [21, 23],
      [25, 27],
      [29, 33],
      [35, 36],
      [38, 39],
    ],
  );
});

it('leaves the folds of a Gemfile to the editor', () => {
  assert.equal(foldingRanges(project.snapshot, project.uriOf('Gemfile')), undefined);
});
