import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { Secret } from '../../../agent/config/values/secret.ts';

test('a secret that is logged, thrown or serialised by mistake does not show', () => {
  const config = { broker: { username: 'box-1', password: new Secret('hunter2') } };
  const shown = [
    JSON.stringify(config),
    inspect(config, { depth: null, showHidden: true }),
    config.broker.password.toString(),
    String(new Error(`refused ${String(config.broker.password)}`)),
    JSON.stringify(structuredClone(config.broker.password)),
  ];
  for (const text of shown) assert.doesNotMatch(text, /hunter2/);
  assert.equal(config.broker.password.reveal(), 'hunter2');
});
