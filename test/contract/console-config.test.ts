/** The configuration on real files: what a technician may change, and that it comes back unless he says that it shall stay. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import { KEYS } from '../../agent/config/keys.ts';
import { exampleToml } from '../../agent/config/reference.ts';
import { startTrial, trialMinutes } from '../../agent/config/trial.ts';
import type { ConfigAnswer } from '../../agent/core/console/effect.ts';
import { ConfigDesk } from '../../agent/shell/console/config-desk.ts';

const folder = mkdtempSync(join(tmpdir(), 'loa-config-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});
const file = join(folder, 'agent.toml');
let desk: ConfigDesk;

beforeEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
  writeFileSync(file, exampleToml());
  desk = new ConfigDesk(file);
});

const set = (key: string, value: string): ConfigAnswer => desk.handle({ do: 'set', key, value });
const refusalOf = (answer: ConfigAnswer) => (answer.came === 'refused' ? answer.why : answer.came);

describe('a change of the configuration', () => {
  test('waits until it is committed, and shows meanwhile', () => {
    assert.equal(set('audio.buffer_ms', '200').came, 'set');
    assert.equal(readFileSync(file, 'utf8'), exampleToml());
    assert.deepEqual(desk.handle({ do: 'show', key: 'audio.buffer' }), {
      came: 'shown',
      entries: [
        {
          key: 'audio.buffer_ms',
          value: `${KEYS['audio.buffer_ms'].byDefault}`,
          isDefault: true,
          change: '200',
        },
      ],
    });
    assert.equal(desk.handle({ do: 'discard' }).came, 'discarded');
    assert.equal(refusalOf(desk.handle({ do: 'commit', minutes: 5 })), 'no-change');
  });

  for (const [key, value, why] of [
    ['audio.bufer_ms', '200', 'unknown-key'],
    ['audio.buffer_ms', '5', 'wrong-value'],
    ['audio.buffer_ms', '"200"', 'wrong-value'],
    ['trust.roots', '["AAAA"]', 'locked-key'],
    ['trust.issuer', 'me', 'unknown-key'],
    ['console.pin_file', '/etc/shadow', 'locked-key'],
    ['console.socket', '/etc/passwd', 'locked-key'],
    ['store.file', '/etc/passwd', 'locked-key'],
    ['audio.wav_file', '/etc/passwd', 'locked-key'],
    ['broker.ca_file', '/tmp/mine.pem', 'locked-key'],
    ['broker.allow_plaintext', 'true', 'locked-key'],
    ['box.id', 'another', 'locked-key'],
  ] as const) {
    test(`is refused: ${key} = ${value}`, () => {
      assert.equal(refusalOf(set(key, value)), why);
    });
  }

  test('is refused as a whole where the agent would not start with it', () => {
    assert.equal(set('broker.url', 'mqtt://broker.example.vn').came, 'set');
    assert.equal(refusalOf(desk.handle({ do: 'commit', minutes: 5 })), 'wrong-whole');
    assert.deepEqual(readdirSync(folder), ['agent.toml']);
  });

  test('stays once it is confirmed', () => {
    set('audio.buffer_ms', '200');
    assert.deepEqual(desk.handle({ do: 'commit', minutes: 5 }), { came: 'committed', minutes: 5 });
    assert.equal(startTrial(file), false);
    assert.equal(trialMinutes(file), 5);
    assert.equal(desk.handle({ do: 'confirm' }).came, 'confirmed');
    assert.deepEqual(readdirSync(folder), ['agent.toml']);
    assert.match(readFileSync(file, 'utf8'), /^buffer_ms = 200$/m);
    assert.equal(refusalOf(desk.handle({ do: 'confirm' })), 'no-trial');
    assert.equal(startTrial(file), false);
  });

  test('gives way to what was before where the agent is started again unconfirmed', () => {
    set('audio.buffer_ms', '200');
    desk.handle({ do: 'commit', minutes: 5 });
    assert.equal(startTrial(file), false);
    assert.equal(startTrial(file), true);
    assert.equal(readFileSync(file, 'utf8'), exampleToml());
    assert.equal(trialMinutes(file), undefined);
  });
});
