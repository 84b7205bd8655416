/** What is wrong with a configuration only in view of another key: two values that cannot both be meant. */
import type { Say } from '../core/console/phrases/language.ts';
import { CONTRADICTION_PHRASES as SAYS } from './problem-phrases.ts';
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
): (readonly [KeyName, Say])[] => {
  const found: (readonly [KeyName, Say])[] = [];
  const url = settings['broker.url'];
  if (url !== undefined && isPlaintextAbroad(url) && settings['broker.allow_plaintext'] === false) {
    found.push(['broker.url', SAYS.plaintextAbroad(shown(url))]);
  }
  if (url !== undefined && !isTls(url)) {
    for (const key of OF_TLS) if (isNamed(key)) found.push([key, SAYS.ofTls]);
  }
  if (isNamed('broker.cert_file') !== isNamed('broker.key_file')) {
    const [there, absent] = isNamed('broker.cert_file')
      ? (['broker.cert_file', 'broker.key_file'] as const)
      : (['broker.key_file', 'broker.cert_file'] as const);
    found.push([there, SAYS.without(absent)]);
  }
  if (isNamed('broker.password_file') && !isNamed('broker.username')) {
    found.push(['broker.password_file', SAYS.without('broker.username')]);
  }
  if (settings['audio.sink'] === 'wav' && !isNamed('audio.wav_file')) {
    found.push(['audio.wav_file', SAYS.needsPath('audio.sink', 'wav')]);
  }
  found.push(
    ...warmUpContradictions(settings),
    ...relayContradictions(settings, isNamed),
    ...bodyContradictions(settings),
  );
  return found;
};

/** An emergency may shorten the warm-up, and never skip it. */
const warmUpContradictions = (settings: Partial<Settings>): (readonly [KeyName, Say])[] => {
  const full = settings['amplifier.warm_up_ms'];
  const short = settings['amplifier.warm_up_emergency_ms'];
  if (full === undefined || short === undefined) return [];
  const says = short > full ? SAYS.tooLarge(short, 'amplifier.warm_up_ms', full) : SAYS.noWarmUp;
  return short > full || (short === 0 && full > 0)
    ? [['amplifier.warm_up_emergency_ms', says]]
    : [];
};
