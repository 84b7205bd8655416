/** What the journal of an amplifier's relays proves of them beside the sound: on before it, off after it. Pure. */
import { US_PER_S, type MonoUs, type RelayName } from '../../agent/core/vocabulary.ts';
import type { RelayEvent } from '../report/record/run-record.ts';

const RELAYS: readonly RelayName[] = ['supply', 'line'];

export interface Sound {
  readonly firstAtUs: MonoUs;
  readonly lastAtUs: MonoUs;
}

export interface AmplifierTimes {
  /** From supply on to the first sample of sound, and from the line's going on to it. */
  readonly supplyBeforeS: number;
  readonly lineBeforeS: number;
  /** From the last sample of sound until the supply was off. */
  readonly supplyAfterS: number;
}

/** One sentence for each thing that was wrong; none where all was as it should be. */
export const amplifierProblems = (
  journal: readonly RelayEvent[],
  sound: Sound | undefined,
): string[] => {
  const problems = RELAYS.filter((relay) => journal.findLast(isOf(relay))?.on === true).map(
    (relay) => `The ${relay} relay was left on.`,
  );
  if (sound === undefined) return problems;
  for (const relay of RELAYS) {
    if (!isOnAt(journal, relay, sound.firstAtUs)) {
      problems.push(`The ${relay} relay was off when the sound began.`);
    } else if (
      journal.some((event) => isOf(relay)(event) && !event.on && isWithin(event.atUs, sound))
    ) {
      problems.push(`The ${relay} relay went off before the sound had ended.`);
    }
  }
  return problems;
};

/** undefined where the relays were not on before the sound and off after it. */
export const amplifierTimes = (
  journal: readonly RelayEvent[],
  sound: Sound,
): AmplifierTimes | undefined => {
  const on = (relay: RelayName): RelayEvent | undefined =>
    journal.findLast((event) => isOf(relay)(event) && event.on && event.atUs <= sound.firstAtUs);
  const off = journal.find(
    (event) => isOf('supply')(event) && !event.on && event.atUs > sound.lastAtUs,
  );
  const [supply, line] = [on('supply'), on('line')];
  if (supply === undefined || line === undefined || off === undefined) return undefined;
  return {
    supplyBeforeS: (sound.firstAtUs - supply.atUs) / US_PER_S,
    lineBeforeS: (sound.firstAtUs - line.atUs) / US_PER_S,
    supplyAfterS: (off.atUs - sound.lastAtUs) / US_PER_S,
  };
};

const isOf =
  (relay: RelayName) =>
  (event: RelayEvent): boolean =>
    event.relay === relay;

const isOnAt = (journal: readonly RelayEvent[], relay: RelayName, atUs: MonoUs): boolean =>
  journal.findLast((event) => isOf(relay)(event) && event.atUs <= atUs)?.on === true;

const isWithin = (atUs: MonoUs, { firstAtUs, lastAtUs }: Sound): boolean =>
  atUs > firstAtUs && atUs <= lastAtUs;
