import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  conditionText,
  mayBeRemoved,
  parsePinComment,
  type RemovalFacts,
} from '../../server/src/dependencies/removeWhen.ts';

const facts = (locked: Record<string, string>, more: Partial<RemovalFacts> = {}): RemovalFacts => ({
  lockedVersion: (gem) => locked[gem],
  ruby: undefined,
  today: undefined,
  ...more,
});
const removable = (conditions: string, of: RemovalFacts) =>
  mayBeRemoved(parsePinComment(`# x; remove-when: ${conditions}`), of);

describe('a pin comment', () => {
  it('has a reason and conditions', () => {
    const comment = parsePinComment(
      '# 3.0 kills the scheduler of sidekiq 7.3.9; remove-when: sidekiq >= 8.1.0, ruby >= 3.2',
    );
    assert.equal(comment.reason, '3.0 kills the scheduler of sidekiq 7.3.9');
    assert.deepEqual(comment.conditions.map(conditionText), ['sidekiq >= 8.1.0', 'ruby >= 3.2']);
    assert.deepEqual(comment.unreadable, []);
  });

  it('may run over several lines, lack the semicolon, the reason or the conditions', () => {
    const comment = parsePinComment('# Jobs\n# breaks it\n  # remove-when: sidekiq >= 8.1.0,\n# date >= 2027-01-31');
    assert.equal(comment.reason, 'Jobs breaks it');
    assert.deepEqual(comment.conditions.map(conditionText), ['sidekiq >= 8.1.0', 'date >= 2027-01-31']);
    assert.equal(parsePinComment('# remove-when: a > 1').reason, '');
    assert.deepEqual(parsePinComment('# only why').conditions, []);
    assert.equal(parsePinComment('# only why').reason, 'only why');
  });

  it('keeps what it cannot read', () => {
    for (const text of [
      'soon',
      'date > 2027-01-01',
      'date >= 2027-02-30',
      'date >= tomorrow',
      'sidekiq >= eight',
      'sidekiq 8',
    ]) {
      assert.deepEqual(parsePinComment(`# remove-when: ${text}`).unreadable, [text]);
    }
  });
});

describe('a pin may go', () => {
  it('when every condition holds on the locked versions', () => {
    assert.equal(removable('sidekiq >= 8.1.0', facts({ sidekiq: '8.1.0' })), true);
    assert.equal(removable('sidekiq >= 8.1.0', facts({ sidekiq: '8.1.0.rc1' })), false);
    assert.equal(removable('sidekiq >= 8.1.0, rack ~> 3.1', facts({ sidekiq: '8.1.2', rack: '2.2.8' })), false);
    assert.equal(removable('sidekiq >= 8.1.0', facts({})), true, 'a gem that is not locked');
  });

  it('by the version of Ruby, where one is known', () => {
    for (const ruby of ['ruby 3.3.0p0', '3.3.0', 'ruby-3.3.0', 'ruby 3.3.5p100 (jruby 10.0.0)']) {
      assert.equal(removable('ruby >= 3.3', facts({}, { ruby })), true, ruby);
    }
    assert.equal(removable('ruby >= 3.4', facts({}, { ruby: '3.3.9' })), false);
    assert.equal(removable('ruby >= 3.4', facts({})), false);
  });

  it('from a day on, where a clock is asked', () => {
    assert.equal(removable('date >= 2027-01-31', facts({}, { today: '2027-01-31' })), true);
    assert.equal(removable('date >= 2027-01-31', facts({}, { today: '2027-01-30' })), false);
    assert.equal(removable('date >= 2027-01-31', facts({})), false);
  });

  it('never without a condition, nor with one that cannot be read', () => {
    assert.equal(mayBeRemoved(parsePinComment('# why'), facts({})), false);
    assert.equal(removable('sidekiq >= 1, soon', facts({ sidekiq: '8' })), false);
  });
});
