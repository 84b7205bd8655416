/** The chime is made before it is wanted: an announcement that is accepted must not hold up the card of another. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chime } from '../../../agent/core/playout/tone/chime.ts';

test('it is computed once, however many announcements begin with it', () => {
  assert.equal(chime(), chime());
});
