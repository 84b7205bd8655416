/**
 * Every key of the configuration file: name, default, unit, meaning and checker, once. The reader, the reference page and
 * the example file are all made from this table; nothing else knows a key's default or bounds.
 */
import { PUBLIC_KEY_BYTES } from '../core/ed25519.ts';
import { LIMITS } from '../core/limits.ts';
import { BULLETIN_CLASSES, US_PER_MS } from '../core/vocabulary.ts';
import { decodeBase64url } from '../core/wire/base64url.ts';
import { isArea, isBoxId } from '../core/wire/topic.ts';
import { brokerUrl } from './broker-url.ts';
import { flag, number, oneOf, path, right, someOf, text, wholeNumber, wrong } from './checkers.ts';
import type { Checker } from './checkers.ts';
import { SYSTEM_TIME, timeServer } from './time-server.ts';

/** What holds where the file does not name the key. */
type Otherwise<T> =
  | { readonly required: true }
  | { readonly byDefault: T }
  /** No value; the text says what that means. */
  | { readonly absent: string };

export type Key<T> = {
  readonly doc: string;
  readonly unit?: string;
  /** A value for the example file, where the default would teach nothing. */
  readonly example?: T;
  readonly check: Checker<T>;
} & Otherwise<T>;

const required = <T>(key: Omit<Key<T>, 'required'> & { example: T }) =>
  ({ ...key, required: true }) as const;
const optional = <T>(absent: string, key: Omit<Key<T>, 'absent'> & { example: T }) => ({
  ...key,
  absent,
});
const defaulted = <T>(
  byDefault: NoInfer<T>,
  key: { doc: string; unit?: string; check: Checker<T> },
) => ({
  ...key,
  byDefault,
});

const issuerKey: Checker<Uint8Array> = {
  expected: `an Ed25519 public key: ${PUBLIC_KEY_BYTES} bytes as base64url without padding, 43 characters`,
  read: (value) => {
    const bytes = typeof value === 'string' ? decodeBase64url(value) : undefined;
    if (bytes === undefined) return wrong();
    return bytes.length === PUBLIC_KEY_BYTES ? right(bytes) : wrong(`${bytes.length} bytes`);
  },
};

const isName = (value: string): boolean =>
  value !== '' && value.length <= LIMITS.controlTextCharsMax;

export const KEYS = {
  'box.id': required({
    doc: 'Name of this box, unique at its broker. It stands in the topics of the box and in its log lines.',
    example: 'langha-03',
    check: text('1 to 64 letters, digits, "-" or "_", beginning with a letter or digit', isBoxId),
  }),
  'box.area': required({
    doc: 'Area of this box, most general level first. It listens on this one and on each level above it.',
    example: 'vn.hn.dongda.langha',
    check: text(
      `up to ${LIMITS.areaLevelsMax} levels of lower-case letters, digits or "-", with dots between them, ` +
        `${LIMITS.areaCharsMax} characters at most`,
      isArea,
    ),
  }),

  'broker.url': required({
    doc: 'The MQTT broker. `mqtts://` is TLS (port 8883 unless stated), `mqtt://` is plaintext (port 1883).',
    example: 'mqtts://broker.example.vn:8883',
    check: brokerUrl,
  }),
  'broker.ca_file': optional('the public authorities that Node brings', {
    doc: 'PEM file of the authorities that may vouch for the broker, and no others.',
    example: 'ca.pem',
    check: path,
  }),
  'broker.username': optional('no login', {
    doc: 'User name at the broker. Each box should have its own.',
    example: 'langha-03',
    check: text('a name of 1 to 200 characters', isName),
  }),
  'broker.password_file': optional('no password', {
    doc: 'File whose first line is the password. Nobody but its owner may have access to it (chmod 600).',
    example: 'broker.password',
    check: path,
  }),
  'broker.keepalive_s': defaulted(15, {
    doc: 'A connection on which nothing was heard for one and a half times this long is given up.',
    unit: 's',
    check: wholeNumber(1, 300),
  }),
  'broker.allow_plaintext': defaulted(false, {
    doc: 'Lets `mqtt://` leave this machine. Anyone on the way can then read the password.',
    check: flag,
  }),

  'trust.issuer': required({
    doc: 'The one issuer whose announcements this box plays, as its messages name it.',
    example: 'xa-lang-ha',
    check: text(`a name of 1 to ${LIMITS.controlTextCharsMax} characters`, isName),
  }),
  'trust.issuer_key': required({
    doc: 'Public key of that issuer. What is not signed by it is refused.',
    example: Uint8Array.from({ length: PUBLIC_KEY_BYTES }, (_, index) => index),
    check: issuerKey,
  }),

  'time.server': defaulted(SYSTEM_TIME, {
    doc:
      'Who tells this box the time. Boxes that are heard together should ask one NTP server close to them; `system` believes ' +
      'the clock of the machine, which then must be kept right by something else.',
    check: timeServer,
  }),
  'time.precision_ms': defaulted(0.5, {
    doc:
      'While nothing is played, the server is asked so seldom (from every 10 s to every 64 s) that three deviations of chance ' +
      'stay within this. On 4G 0.5 means every 10 s, which is 9 MB a day; 2 means every 64 s, and a sixth of that.',
    unit: 'ms',
    check: number(0.05, 50),
  }),

  'audio.sink': defaulted('speaker', {
    doc:
      'Where sound goes. `alsa` is a sound card that tells when each sample leaves it, as boxes in step need, by the native ' +
      'addon; `speaker` is one by a package that does not; `wav` is a file that is paced like a card, `null` nowhere at that pace.',
    check: oneOf(['alsa', 'speaker', 'wav', 'null']),
  }),
  'audio.device': defaulted('default', {
    doc: 'The card of `sink = "alsa"`, as `aplay -L` names it. Without a layer between, as `hw:0`, its timing is best.',
    check: text('a name of 1 to 200 characters', isName),
  }),
  'audio.wav_file': optional('none; `sink = "wav"` needs one', {
    doc: 'The file of `sink = "wav"`. Its instants are written beside it, as `….segments.jsonl`.',
    example: 'horn.wav',
    check: path,
  }),
  'audio.buffer_ms': defaulted(150, {
    doc: 'Sound kept in the card ahead of the horn: more survives a busier machine.',
    unit: 'ms',
    check: wholeNumber(60, LIMITS.sinkBufferUsMax / US_PER_MS),
  }),
  'audio.decoder': defaulted('auto', {
    doc:
      'What decodes Opus. `libopus`, of the native addon, takes less of the processor and recovers lost frames; `opusscript` ' +
      'needs nothing built. `auto` is libopus where it is there. On what arrives they differ by the last bit of a sample in 80 000.',
    check: oneOf(['auto', 'libopus', 'opusscript']),
  }),
  'audio.gain_db_max': defaulted(0, {
    doc: 'Never louder than this, whatever an announcement asks for. 0 is as recorded.',
    unit: 'dB',
    check: number(-60, 20),
  }),
  'audio.chime_before': defaulted([], {
    doc: "Classes of bulletin before which the box plays its own chime. Empty: the bulletin's own, if any.",
    check: someOf(BULLETIN_CLASSES),
  }),

  'amplifier.relays': defaulted('fake', {
    doc: 'How the relays of the amplifier are driven. `fake` drives none and writes what it would have done.',
    check: oneOf(['fake']),
  }),
  'amplifier.journal_file': optional('no journal', {
    doc: 'Where the fake relays write each switching, one JSON object a line.',
    example: 'relays.jsonl',
    check: path,
  }),
  'amplifier.warm_up_ms': defaulted(1_000, {
    doc: 'From supply on until the amplifier can be heard: no word is played before.',
    unit: 'ms',
    check: wholeNumber(0, 10_000),
  }),
  'amplifier.hold_ms': defaulted(2_000, {
    doc: 'The amplifier stays on for this long after the last sound.',
    unit: 'ms',
    check: wholeNumber(0, 600_000),
  }),
  'amplifier.minimum_off_ms': defaulted(1_000, {
    doc: 'Once off, the supply stays off for at least this long. An emergency does not wait for it.',
    unit: 'ms',
    check: wholeNumber(0, 60_000),
  }),

  'heartbeat.every_s': defaulted(60, {
    doc: 'Time between two telemetry reports.',
    unit: 's',
    check: number(0.1, 3_600),
  }),

  'store.file': required({
    doc: 'What must survive a power cut, and beside it one older generation and a temporary file.',
    example: '/var/lib/loa/state.json',
    check: path,
  }),

  'log.level': defaulted('info', {
    doc: 'Least severe log lines that are written.',
    check: oneOf(['debug', 'info', 'warn', 'error', 'fatal']),
  }),
} as const satisfies Record<string, Key<never> | Key<unknown>>;

export type KeyName = keyof typeof KEYS;

type ValueOf<K> = K extends { readonly check: Checker<infer T> }
  ? K extends { readonly absent: string }
    ? T | undefined
    : T
  : never;

/** The value of each key, checked, defaults filled in; undefined where an optional key is absent. */
export type Settings = { readonly [K in KeyName]: ValueOf<(typeof KEYS)[K]> };

/** What each table of the file is about, in the order of the reference page. */
export const TABLES: Readonly<Record<string, string>> = {
  box: 'Which box this is.',
  broker: 'The MQTT broker of the commune.',
  trust: 'Whom this box believes.',
  time: 'Where the time comes from.',
  audio: 'The way to the horn.',
  amplifier: 'The amplifier and its relays.',
  heartbeat: 'What the box tells of itself.',
  store: 'What survives a power cut.',
  log: 'The log, on standard output.',
};
