/** Makes an `AgentConfig` of a configuration file: reads it and the files it names, and puts each setting in its place. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { ReceiverConfig } from '../core/receiver-config.ts';
import { US_PER_MS, US_PER_S } from '../core/vocabulary.ts';
import type { AgentConfig, AudioConfig, BrokerConfig, ConsoleConfig } from './agent-config.ts';
import { pairOf, readCertificate, readPrivateKey } from './client-certificate.ts';
import type { SetValues } from './console-settings.ts';
import type { KeyName, Settings } from './keys.ts';
import { ConfigError, type Problem } from './problem.ts';
import { PROBLEM_PHRASES } from './problem-phrases.ts';
import { bodyConfig, bodyDevicesConfig } from './body-config.ts';
import { relaysConfig } from './relays-config.ts';
import { readSettings } from './settings.ts';
import { utcOfDayUs } from './values/time-of-day.ts';
import { addressOf } from './values/time-server.ts';
import { cause, readAuthorities, readPassword, type FileRead } from './side-files.ts';
import { packageVersion } from './values/version.ts';

/**
 * `over`: what was set at the console, and holds instead of what the file says; a box that was set up there needs no file.
 * @throws {ConfigError} with everything that is wrong, each on its line.
 */
export const loadConfig = (file: string, over?: SetValues): AgentConfig => {
  const read = readSettings(readConfigFile(file, over), over);
  if (!read.ok) throw new ConfigError(file, read.problems);
  const { settings, lines } = read;
  const absolute = resolve(file);
  const from = (path: string): string => resolve(dirname(absolute), path);

  const problems: Problem[] = [];
  const settled = <T>(key: KeyName, taken: FileRead<T>): T | undefined => {
    if (taken.ok) return taken.value;
    const line = lines.get(key);
    problems.push({ key, says: taken.says, ...(line !== undefined && { line }) });
    return undefined;
  };
  const side = <T>(key: KeyName, reader: (path: string) => FileRead<T>): T | undefined => {
    const path = settings[key];
    if (typeof path !== 'string') return undefined;
    return settled(key, reader(from(path)));
  };
  const caPem = side('broker.ca_file', readAuthorities);
  const own = side('broker.cert_file', readCertificate(settings['box.id']));
  const ownKey = side('broker.key_file', readPrivateKey);
  const certificate = own && ownKey && settled('broker.key_file', pairOf(own, ownKey));
  const password = side('broker.password_file', readPassword);
  if (problems.length > 0) throw new ConfigError(file, problems);

  const username = settings['broker.username'];
  const broker: BrokerConfig = {
    url: settings['broker.url'],
    ...(caPem !== undefined && { caPem }),
    ...(certificate !== undefined && { certificate }),
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    keepaliveS: settings['broker.keepalive_s'],
  };
  const timeServer = addressOf(settings['time.server']);
  return {
    file: absolute,
    receiver: {
      ...receiverConfig(settings),
      ...(certificate !== undefined && { certificateEndsAtUs: certificate.endsAtUs }),
    },
    broker,
    audio: audioConfig(settings, from),
    ...(timeServer !== undefined && { timeServer }),
    relays: relaysConfig(settings, from),
    body: bodyDevicesConfig(settings, from),
    storeFile: from(settings['store.file']),
    console: consoleConfig(settings, from),
    logLevel: settings['log.level'],
  };
};

/** @throws {ConfigError} */
export const readConfigFile = (file: string, over?: SetValues): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (over !== undefined && (error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new ConfigError(file, [{ says: PROBLEM_PHRASES.unread(cause(error)) }]);
  }
};

const receiverConfig = (settings: Settings): ReceiverConfig => ({
  ...selfTestConfig(settings),
  ...(addressOf(settings['time.server']) !== undefined && {
    timeServer: {
      name: settings['time.server'],
      precisionUs: settings['time.precision_ms'] * US_PER_MS,
    },
  }),
  boxId: settings['box.id'],
  area: settings['box.area'],
  roots: settings['trust.roots'],
  body: bodyConfig(settings),
  amplifier: {
    warmUpUs: settings['amplifier.warm_up_ms'] * US_PER_MS,
    emergencyWarmUpUs:
      (settings['amplifier.warm_up_emergency_ms'] ?? settings['amplifier.warm_up_ms']) * US_PER_MS,
    holdUs: settings['amplifier.hold_ms'] * US_PER_MS,
    minimumOnUs: settings['amplifier.minimum_on_ms'] * US_PER_MS,
    minimumOffUs: settings['amplifier.minimum_off_ms'] * US_PER_MS,
    emergencyOffUs: settings['amplifier.emergency_off_ms'] * US_PER_MS,
  },
  playout: {
    gainDbMax: settings['audio.gain_db_max'],
    volumeDb: 0,
    chimeBefore: settings['audio.chime_before'],
  },
  issuerOrder: settings['arbitration.order'],
  heartbeatEveryUs: Math.round(settings['heartbeat.every_s'] * US_PER_S),
  version: packageVersion(),
});

const selfTestConfig = (settings: Settings): Pick<ReceiverConfig, 'selfTestAtUs'> => {
  const selfTestAtUs = utcOfDayUs(settings['self_test.daily_at']);
  return selfTestAtUs === undefined ? {} : { selfTestAtUs };
};

export const consoleConfig = (
  settings: Pick<Settings, Extract<KeyName, `console.${string}`>>,
  from: (path: string) => string,
): ConsoleConfig => {
  const port = settings['console.port'];
  const socket = settings['console.socket'];
  const pinFile = settings['console.pin_file'];
  return {
    ...(port !== undefined && { port }),
    ...(socket !== undefined && { socket: from(socket) }),
    ...(pinFile !== undefined && { pinFile: from(pinFile) }),
    baud: settings['console.baud'],
    language: settings['console.language'],
  };
};

const audioConfig = (settings: Settings, from: (path: string) => string): AudioConfig => {
  const common = { bufferMs: settings['audio.buffer_ms'], decoder: settings['audio.decoder'] };
  const sink = settings['audio.sink'];
  if (sink === 'alsa') return { ...common, sink, device: settings['audio.device'] };
  if (sink !== 'wav') return { ...common, sink };
  const wavFile = settings['audio.wav_file'];
  if (wavFile === undefined) throw new Error('sink wav without wav_file passed its check');
  return { ...common, sink, wavFile: from(wavFile) };
};
