import assert from 'node:assert/strict';
import fc from 'fast-check';
import { stringify } from 'smol-toml';
import { KEYS, type KeyName, type Settings } from '../../../agent/config/keys.ts';
import { ConfigError } from '../../../agent/config/problem.ts';
import { exampleToml } from '../../../agent/config/reference.ts';
import { readSettings } from '../../../agent/config/settings.ts';
import { keyLines } from '../../../agent/config/toml-lines.ts';
import { BULLETIN_CLASSES } from '../../../agent/core/vocabulary.ts';
import { encodeBase64url } from '../../../agent/core/wire/base64url.ts';
import { area } from '../control/control-cases.ts';
import { damage, damaged } from './damage.ts';
import { answered, fuzz } from './fuzzing.ts';

const spelled = (keys: readonly Uint8Array[]): string[] => keys.map(encodeBase64url);

/** Settings that every checker has passed, or at least one problem, each of which is told in one short line. */
const isReadOrTold = (toml: string): void => {
  const read = readSettings(toml);
  answered(read.ok ? 'taken' : 'told');
  if (read.ok) {
    for (const [name, value] of Object.entries(read.settings)) {
      const given = name === 'trust.roots' ? spelled(read.settings[name]) : value;
      assert.ok(KEYS[name as KeyName].check.read(given).ok, name);
    }
    return;
  }
  assert.ok(read.problems.length > 0);
  const lineCount = toml.split('\n').length;
  for (const { line } of read.problems) {
    assert.ok(
      line === undefined || (line >= 1 && line <= lineCount),
      `line ${line} of ${lineCount}`,
    );
  }
  for (const told of new ConfigError('box.toml', read.problems).lines) {
    assert.doesNotMatch(told, /[\n\r]/);
    assert.ok(told.length < 500, told);
  }
};

const NAMES = Object.keys(KEYS) as KeyName[];
const WORDS = [
  ...NAMES.map((name) => name.slice(name.indexOf('.') + 1)),
  ...[
    '[box]',
    '[broker]',
    '[[audio]]',
    '[a.b]',
    '"',
    "'",
    '"""',
    "'''",
    '=',
    ' = ',
    '{',
    '}',
    '[',
    ']',
    ',',
  ],
  ...[
    '\n',
    '\n',
    '\n',
    '\r\n',
    '# ',
    '\\',
    '.',
    'true',
    '12',
    '-0.5',
    '1e9',
    'nan',
    '2026-11-01',
    '"x"',
    '"a\\nb" = 1\n',
    '\u0000',
  ],
];

fuzz(
  'any text is a configuration, or is told what is wrong with it',
  fc.oneof(
    fc.array(fc.constantFrom(...WORDS), { maxLength: 25 }).map((words) => words.join('')),
    fc.string({ maxLength: 80, unit: 'binary' }),
  ),
  (toml) => {
    isReadOrTold(toml);
    keyLines(toml);
  },
);

const EXAMPLE = Buffer.from(
  exampleToml()
    .replace(/^# (\w+ = )/gm, '$1')
    .replace(/^#.*\n/gm, ''),
);

fuzz('a damaged configuration is one, or is told what is wrong with it', damage, (how) => {
  isReadOrTold(Buffer.from(damaged(EXAMPLE, how, EXAMPLE)).toString('latin1'));
});

const path = fc
  .string({ minLength: 1, maxLength: 30, unit: 'grapheme' })
  .filter((one) => !one.includes('\0'));
const name = fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' });
const whole = (min: number, max: number) => fc.integer({ min, max });
const real = (min: number, max: number) =>
  fc.double({ min, max, noNaN: true }).map((value) => value + 0);

const settings: fc.Arbitrary<Settings> = fc.record({
  'box.id': fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/),
  'box.area': area,
  'broker.url': fc
    .tuple(fc.domain(), whole(1, 65_535))
    .map(([host, port]) => `mqtts://${host}:${port}`),
  'broker.ca_file': fc.option(path, { nil: undefined }),
  'broker.cert_file': path,
  'broker.key_file': path,
  'broker.username': name,
  'broker.password_file': fc.option(path, { nil: undefined }),
  'broker.keepalive_s': whole(1, 300),
  'broker.allow_plaintext': fc.boolean(),
  'trust.roots': fc.uniqueArray(fc.uint8Array({ minLength: 32, maxLength: 32 }), {
    minLength: 1,
    maxLength: 2,
    selector: (key) => key.join(),
  }),
  'time.server': fc.oneof(
    fc.constant('system'),
    fc.tuple(fc.domain(), whole(1, 65_535)).map(([host, port]) => `ntp://${host}:${port}`),
    fc.ipV6().map((address) => `ntp://[${address}]`),
  ),
  'time.precision_ms': real(0.05, 50),
  'console.port': fc.option(name, { nil: undefined }),
  'console.baud': fc.constantFrom(9_600, 19_200, 38_400, 57_600, 115_200),
  'console.socket': fc.option(path, { nil: undefined }),
  'console.pin_file': fc.option(path, { nil: undefined }),
  'console.language': fc.constantFrom('vi', 'en'),
  'audio.sink': fc.constantFrom('alsa', 'speaker', 'wav', 'null'),
  'audio.device': name,
  'audio.decoder': fc.constantFrom('auto', 'libopus', 'opusscript'),
  'audio.wav_file': path,
  'audio.buffer_ms': whole(60, 600),
  'audio.gain_db_max': real(-60, 20),
  'audio.chime_before': fc.subarray([...BULLETIN_CLASSES]),
  'amplifier.relays': fc.constantFrom('fake', 'gpio', 'modbus', 'serial'),
  'amplifier.journal_file': fc.option(path, { nil: undefined }),
  'amplifier.supply': whole(1, 4),
  'amplifier.line': whole(5, 8),
  'amplifier.chip': name,
  'amplifier.active_low': fc.boolean(),
  'amplifier.port': path,
  'amplifier.baud': whole(1_200, 115_200),
  'amplifier.address': whole(1, 247),
  'amplifier.timed_on_ms': fc.constantFrom(0, 300, 600, 900),
  'amplifier.warm_up_ms': whole(500, 10_000),
  'amplifier.warm_up_emergency_ms': fc.option(whole(1, 500), { nil: undefined }),
  'amplifier.hold_ms': whole(0, 600_000),
  'amplifier.minimum_on_ms': whole(0, 60_000),
  'amplifier.minimum_off_ms': whole(0, 60_000),
  'amplifier.emergency_off_ms': whole(0, 60_000),
  'arbitration.order': fc.uniqueArray(
    fc
      .array(fc.stringMatching(/^[a-z0-9]{1,20}$/), { minLength: 1, maxLength: 4 })
      .map((names) => names.join('/')),
    { maxLength: 32 },
  ),
  'sensors.every_s': whole(1, 30),
  'sensors.temperature_file': path,
  'sensors.derate_from_c': real(30, 80),
  'sensors.off_from_c': real(81, 130),
  'sensors.supply_file': path,
  'sensors.supply_scale': real(0.001, 1_000),
  'sensors.current_file': path,
  'sensors.current_scale': real(0.001, 1_000),
  'sensors.line_file': path,
  'sensors.signal_file': path,
  'sensors.line_scale': real(0.001, 1_000),
  'sensors.line_short_below': real(-5, 5),
  'sensors.line_open_above': real(6, 10),
  'inputs.chip': name,
  'inputs.active_low': fc.boolean(),
  'inputs.kill': whole(0, 511),
  'inputs.tamper': whole(0, 511),
  'inputs.mains': whole(0, 511),
  'inputs.test': whole(0, 511),
  'inputs.folder': path,
  'inputs.lamp': path,
  'heartbeat.every_s': real(0.1, 3_600),
  'self_test.daily_at': fc.constantFrom('02:30', '23:59', 'never'),
  'store.file': path,
  'log.level': fc.constantFrom('debug', 'info', 'warn', 'error', 'fatal'),
});

/** The settings as TOML by smol-toml's own hand, tables in tables. */
const tomlOf = (drawn: Settings): string => {
  const tables: Record<string, Record<string, unknown>> = {};
  for (const [dotted, value] of Object.entries(drawn)) {
    const [table = '', leaf = ''] = dotted.split('.');
    const given = dotted === 'trust.roots' ? spelled(drawn[dotted]) : value;
    if (given !== undefined) (tables[table] ??= {})[leaf] = given;
  }
  return stringify(tables);
};

fuzz(
  'a configuration comes out as it went in, and each key is found on its line',
  settings,
  (drawn) => {
    const toml = tomlOf(drawn);
    const read = readSettings(toml);
    assert.ok(read.ok, JSON.stringify(read));
    const lines = toml.split('\n');
    for (const key of NAMES) {
      assert.deepEqual(read.settings[key], drawn[key], key);
      const line = read.lines.get(key);
      assert.equal(line === undefined, drawn[key] === undefined, key);
      if (line !== undefined)
        assert.ok(lines[line - 1]?.startsWith(`${key.split('.')[1] ?? ''} = `), key);
    }
  },
);
