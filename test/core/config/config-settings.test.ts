import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { KEYS } from '../../../agent/config/keys.ts';
import { ConfigError } from '../../../agent/config/problem.ts';
import { readSettings } from '../../../agent/config/settings.ts';

const ROOT = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8';

const ROOTS =
  'one or two different Ed25519 public keys in a list, each 32 bytes as base64url without padding, 43 characters';

const LEAST = `
[box]
id = "box-1"
area = "vn.hn"
[broker]
url = "mqtts://broker.example:8883"
[trust]
roots = ["${ROOT}"]
# and no reserve
[store]
file = "state.json"
[audio]
`;

/** What a person is told of `toml`, line by line; nothing where it is right. */
const told = (toml: string): readonly string[] => {
  const read = readSettings(toml);
  return read.ok ? [] : new ConfigError('box.toml', read.problems).lines;
};

const settingsOf = (toml: string) => {
  const read = readSettings(toml);
  assert.ok(read.ok, told(toml).join('\n'));
  return read.settings;
};

describe('a configuration that is right', () => {
  test('gets the default of every key that it does not name', () => {
    const settings = settingsOf(LEAST);
    for (const [name, key] of Object.entries(KEYS)) {
      if ('byDefault' in key) {
        assert.deepEqual(settings[name as keyof typeof KEYS], key.byDefault, name);
      }
    }
    assert.equal(settings['broker.ca_file'], undefined);
  });

  test('may be written as dotted keys and inline tables', () => {
    const settings = settingsOf(`
      box = { id = "box-1", area = "vn.hn" }
      broker.url = "mqtt://127.0.0.1:1883"
      trust."roots" = ['${ROOT}', '${ROOT.replace('AA', 'BA')}']
      store.file = "s.json"
      heartbeat.every_s = 0.5`);
    assert.equal(settings['box.id'], 'box-1');
    assert.equal(settings['heartbeat.every_s'], 0.5);
    assert.deepEqual(
      settings['trust.roots'].map((key) => [...key]),
      [0, 4].map((first) => Array.from({ length: 32 }, (_, i) => (i === 0 ? first : i))),
    );
  });

  test('keeps the chime classes in order of urgency, whatever their order in the file', () => {
    const settings = settingsOf(`${LEAST}chime_before = ["normal", "emergency"]`);
    assert.deepEqual(settings['audio.chime_before'], ['emergency', 'normal']);
  });

  test('may use plaintext within this machine, and abroad only where that is allowed', () => {
    const withUrl = (url: string, more = ''): string =>
      LEAST.replace('mqtts://broker.example:8883"', `${url}"${more}`);
    for (const url of ['mqtt://localhost', 'mqtt://127.8.9.10:99', 'mqtt://[::1]:1883/']) {
      assert.deepEqual(told(withUrl(url)), [], url);
    }
    assert.deepEqual(told(withUrl('mqtt://10.0.0.7', '\nallow_plaintext = true')), []);
    for (const url of ['mqtt://10.0.0.7', 'mqtt://127.0.0.1.example.com', 'mqtt://localhost.x']) {
      assert.match(told(withUrl(url)).join('\n'), /^box\.toml:6: broker\.url: .*anyone on the way/);
    }
  });
});

describe('a mistake in a configuration is told with its line, its key, what was found and what is expected', () => {
  const audio = (line: string): string => `${LEAST}${line}`;
  const cases: readonly (readonly [situation: string, toml: string, told: string])[] = [
    [
      'a number out of its range',
      audio('buffer_ms = 20'),
      'box.toml:13: audio.buffer_ms: found 20, expected a whole number from 60 to 600 (ms)',
    ],
    [
      'a fraction where a whole number is meant',
      audio('buffer_ms = 60.5'),
      'box.toml:13: audio.buffer_ms: found 60.5, expected a whole number from 60 to 600 (ms)',
    ],
    [
      'a number in quotes',
      audio('gain_db_max = "0"'),
      'box.toml:13: audio.gain_db_max: found "0", expected a number from -60 to 20 (dB)',
    ],
    [
      'not a number',
      audio('gain_db_max = nan'),
      'box.toml:13: audio.gain_db_max: found NaN, expected a number from -60 to 20 (dB)',
    ],
    [
      'a word that is none of the choices',
      audio('sink = "spaeker"'),
      'box.toml:13: audio.sink: found "spaeker", expected "alsa", "speaker", "wav" or "null"',
    ],
    [
      'a class named twice',
      audio('chime_before = ["normal", "normal"]'),
      'box.toml:13: audio.chime_before: found ["normal", "normal"], expected a list of any of ' +
        '"emergency", "priority" or "normal", such as ["emergency"]',
    ],
    [
      'a key with letters swapped',
      audio('bufer_ms = 100'),
      'box.toml:13: audio.bufer_ms: unknown key; did you mean audio.buffer_ms?',
    ],
    [
      'a key without its unit',
      audio('buffer = 100'),
      'box.toml:13: audio.buffer: unknown key; did you mean audio.buffer_ms?',
    ],
    [
      'a password in the file itself, which is not repeated',
      LEAST.replace('[trust]', 'password = "hunter2"\n[trust]'),
      'box.toml:7: broker.password: unknown key; did you mean broker.password_file?',
    ],
    [
      'a key in another table than its own',
      audio('ca_file = "ca.pem"'),
      'box.toml:13: audio.ca_file: unknown key; did you mean broker.ca_file?',
    ],
    [
      'a key like none',
      LEAST.replace('[audio]', '[log]\ncolour = true'),
      'box.toml:13: log.colour: unknown key; expected one of level',
    ],
    [
      'a table with letters swapped, whose keys are then not missed',
      LEAST.replace('[broker]', '[borker]'),
      'box.toml:5: borker: unknown table; did you mean [broker]?',
    ],
    [
      'a table like none',
      LEAST.replace('[audio]', '[video]'),
      'box.toml:12: video: unknown table; ' +
        'expected one of box, broker, trust, time, audio, amplifier, arbitration, sensors, inputs, heartbeat, self_test, console, store, log',
    ],
    [
      'a key that stands before every table',
      `buffer_ms = 100\n${LEAST}`,
      'box.toml:1: buffer_ms: unknown key; did you mean audio.buffer_ms?',
    ],
    [
      'a value where a table is meant',
      LEAST.replace('[audio]', '').replace('\n', 'audio = 3\n'),
      'box.toml:1: audio: found 3, expected a table: [audio]',
    ],
    [
      'a required key that is missing',
      LEAST.replace(/roots = .*/, ''),
      `box.toml: trust.roots: missing, expected ${ROOTS}`,
    ],
    [
      'a required key misspelled, which is then not missing',
      LEAST.replace('roots = ', 'rots = '),
      'box.toml:8: trust.rots: unknown key; did you mean trust.roots?',
    ],
    [
      'a public key of another length',
      LEAST.replace(ROOT, 'AAEC'),
      `box.toml:8: trust.roots: found a key of 3 bytes, expected ${ROOTS}`,
    ],
    [
      'the same root twice, which is no reserve',
      LEAST.replace(`"${ROOT}"`, `"${ROOT}", "${ROOT}"`),
      `box.toml:8: trust.roots: found the same key twice, expected ${ROOTS}`,
    ],
    [
      'no root at all',
      LEAST.replace(`"${ROOT}"`, ''),
      `box.toml:8: trust.roots: found [], expected ${ROOTS}`,
    ],
    [
      'a password in the address of the broker, which is not repeated',
      LEAST.replace('mqtts://broker', 'mqtts://me:hunter2@broker'),
      'box.toml:6: broker.url: found a user name or password in the URL: they belong in broker.username ' +
        'and broker.password_file, expected mqtts://HOST or mqtts://HOST:PORT (mqtt:// only on this machine)',
    ],
    [
      'another protocol with a password in it, which is not repeated',
      LEAST.replace('mqtts://broker', 'https://me:hunt/er2@broker'),
      'box.toml:6: broker.url: found "https://…@broker.example:8883", ' +
        'expected mqtts://HOST or mqtts://HOST:PORT (mqtt:// only on this machine)',
    ],
    [
      'a path after the broker',
      LEAST.replace('8883', '8883/mqtt'),
      'box.toml:6: broker.url: found "/mqtt" after the host, ' +
        'expected mqtts://HOST or mqtts://HOST:PORT (mqtt:// only on this machine)',
    ],
    [
      'authorities for a connection without TLS',
      LEAST.replace('mqtts://broker.example:8883"', 'mqtt://localhost"\nca_file = "ca.pem"'),
      'box.toml:7: broker.ca_file: has no use where broker.url is mqtt://; expected mqtts:// there',
    ],
    [
      'a password without a user name',
      LEAST.replace('[trust]', 'password_file = "p"\n[trust]'),
      'box.toml:7: broker.password_file: found without broker.username; expected both or neither',
    ],
    [
      'a warm-up that an emergency would make longer',
      `${LEAST}\n[amplifier]\nwarm_up_ms = 500\nwarm_up_emergency_ms = 501`,
      'box.toml:16: amplifier.warm_up_emergency_ms: found 501; expected no more than amplifier.warm_up_ms, which is 500',
    ],
    [
      'a warm-up that an emergency would skip',
      `${LEAST}\n[amplifier]\nwarm_up_emergency_ms = 0`,
      'box.toml:15: amplifier.warm_up_emergency_ms: found 0, which skips the warm-up; expected at least 1, or leave it out',
    ],
    [
      'the file sink without a file',
      audio('sink = "wav"'),
      'box.toml: audio.wav_file: missing, expected a path, because audio.sink is "wav"',
    ],
    [
      'an issuer that stands in the order twice',
      `${LEAST}[arbitration]\norder = ["xa", "tinh", "xa"]`,
      'box.toml:14: arbitration.order: found ["xa", "tinh", "xa"], ' +
        'expected a list of up to 32 names, each once, such as ["one", "other"]',
    ],
    [
      'a date',
      LEAST.replace('"box-1"', '2026-11-01'),
      'box.toml:3: box.id: found a date, expected 1 to 64 letters, digits, "-" or "_", beginning with a letter or digit',
    ],
    [
      'a name that would break the line it is told in',
      audio('"a\\nb" = 1'),
      'box.toml:13: "audio.a\\nb": unknown key; expected one of sink, device, wav_file, buffer_ms, decoder, gain_db_max, chime_before',
    ],
    [
      'a text that is not TOML',
      audio('buffer_ms = '),
      'box.toml:13: not TOML: invalid value (column 13)',
    ],
    [
      'a key given twice',
      audio('sink = "null"\nsink = "wav"'),
      'box.toml:14: not TOML: trying to redefine an already defined table or value (column 1)',
    ],
    [
      'a file that is much too long',
      audio('#').padEnd(70_000, 'x'),
      'box.toml: found 70000 characters, expected at most 65536',
    ],
  ];
  for (const [situation, toml, expected] of cases) {
    test(situation, () => assert.deepEqual(told(toml), [expected]));
  }
});

test('a certificate has no use without TLS, and neither has its key', () => {
  const broker = 'mqtt://localhost"\ncert_file = "x.pem"\nkey_file = "x.key"';
  const says = 'has no use where broker.url is mqtt://; expected mqtts:// there';
  assert.deepEqual(told(LEAST.replace('mqtts://broker.example:8883"', broker)), [
    `box.toml:7: broker.cert_file: ${says}`,
    `box.toml:8: broker.key_file: ${says}`,
  ]);
});

test('all mistakes are told at once, in the order of their lines', () => {
  const lines = told('[log]\nlevel = "loud"\n[box]\nid = 7\naera = "vn"\n[audio]\nsink = 1');
  assert.deepEqual(
    lines.map((line) => line.slice(0, line.indexOf(': ', line.indexOf(': ') + 1))),
    [
      'box.toml:2: log.level',
      'box.toml:4: box.id',
      'box.toml:5: box.aera',
      'box.toml:7: audio.sink',
      'box.toml: broker.url',
      'box.toml: trust.roots',
      'box.toml: store.file',
    ],
  );
});

test('a thousand mistakes are not a thousand lines', () => {
  const lines = told(
    `${LEAST}${Array.from({ length: 1_000 }, (_, index) => `nonsense${index} = 1`).join('\n')}`,
  );
  assert.equal(lines.length, 26);
  assert.equal(lines.at(-1), 'box.toml: and 975 more');
});
