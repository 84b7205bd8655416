/** What is wrong with a configuration only in view of another key: two values that cannot both be meant. */
import { isPlaintextAbroad, isTls } from './values/broker-url.ts';
import { shown } from './values/checkers.ts';
import { bodyContradictions } from './body-config.ts';
import { relayContradictions } from './relays-config.ts';
import type { KeyName, Settings } from './keys.ts';

const OF_TLS = ['broker.ca_file', 'broker.cert_file', 'broker.key_file'] as const;

/**
 * The key to correct, and a sentence, for each. `settings` holds what passed its own checker; a key that did not is
 * `isNamed` all the same, and has been told of already.
 */
export const contradictions = (
  settings: Partial<Settings>,
  isNamed: (name: KeyName) => boolean,
): (readonly [KeyName, string])[] => {
  const found: (readonly [KeyName, string])[] = [];
  const url = settings['broker.url'];
  if (url !== undefined && isPlaintextAbroad(url) && settings['broker.allow_plaintext'] === false) {
    const says =
      `found ${shown(url)}, which anyone on the way can read; ` +
      'expected mqtts://, or set broker.allow_plaintext = true';
    found.push(['broker.url', says]);
  }
  if (url !== undefined && !isTls(url)) {
    const says = 'has no use where broker.url is mqtt://; expected mqtts:// there';
    for (const key of OF_TLS) if (isNamed(key)) found.push([key, says]);
  }
  if (isNamed('broker.cert_file') !== isNamed('broker.key_file')) {
    const [there, absent] = isNamed('broker.cert_file')
      ? (['broker.cert_file', 'broker.key_file'] as const)
      : (['broker.key_file', 'broker.cert_file'] as const);
    found.push([there, `found without ${absent}; expected both or neither`]);
  }
  if (isNamed('broker.password_file') && !isNamed('broker.username')) {
    found.push(['broker.password_file', 'found without broker.username; expected both or neither']);
  }
  if (settings['audio.sink'] === 'wav' && !isNamed('audio.wav_file')) {
    found.push(['audio.wav_file', 'missing, expected a path, because audio.sink is "wav"']);
  }
  found.push(
    ...warmUpContradictions(settings),
    ...relayContradictions(settings, isNamed),
    ...bodyContradictions(settings),
  );
  return found;
};

/** An emergency may shorten the warm-up, and never skip it. */
const warmUpContradictions = (settings: Partial<Settings>): (readonly [KeyName, string])[] => {
  const full = settings['amplifier.warm_up_ms'];
  const short = settings['amplifier.warm_up_emergency_ms'];
  if (full === undefined || short === undefined) return [];
  const says =
    short > full
      ? `found ${short}; expected no more than amplifier.warm_up_ms, which is ${full}`
      : 'found 0, which skips the warm-up; expected at least 1, or leave it out';
  return short > full || (short === 0 && full > 0)
    ? [['amplifier.warm_up_emergency_ms', says]]
    : [];
};
