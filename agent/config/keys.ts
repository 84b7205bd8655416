/**
 * Every key of the configuration file: name, default, unit, meaning and checker, once, a file a table. The reader, the reference page
 * and the example file are all made from this table; nothing else knows a key's default or bounds.
 */
import type { Checker } from './values/checkers.ts';
import { AMPLIFIER_KEYS } from './keys/amplifier.ts';
import { ARBITRATION_KEYS } from './keys/arbitration.ts';
import { AUDIO_KEYS } from './keys/audio.ts';
import { BOX_KEYS } from './keys/box.ts';
import { BROKER_KEYS } from './keys/broker.ts';
import { CONSOLE_KEYS } from './keys/console.ts';
import { HEARTBEAT_KEYS } from './keys/heartbeat.ts';
import { INPUT_KEYS } from './keys/inputs.ts';
import { SELF_TEST_KEYS } from './keys/self-test.ts';
import { SENSOR_KEYS } from './keys/sensors.ts';
import { LOG_KEYS } from './keys/log.ts';
import { STORE_KEYS } from './keys/store.ts';
import { TIME_KEYS } from './keys/time.ts';
import { TRUST_KEYS } from './keys/trust.ts';
import type { Key } from './keys/key.ts';

export type { Key };

export const KEYS = {
  ...BOX_KEYS,
  ...BROKER_KEYS,
  ...TRUST_KEYS,
  ...TIME_KEYS,
  ...AUDIO_KEYS,
  ...AMPLIFIER_KEYS,
  ...ARBITRATION_KEYS,
  ...SENSOR_KEYS,
  ...INPUT_KEYS,
  ...HEARTBEAT_KEYS,
  ...SELF_TEST_KEYS,
  ...CONSOLE_KEYS,
  ...STORE_KEYS,
  ...LOG_KEYS,
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
  arbitration: 'Who is heard where two want to speak.',
  sensors: 'What is measured in the box.',
  inputs: 'The contacts of the box, and its lamp.',
  heartbeat: 'What the box tells of itself.',
  self_test: 'When the box tests itself.',
  console: 'The console of the technician, on a serial port and on this machine.',
  store: 'What survives a power cut.',
  log: 'The log, on standard output.',
};
