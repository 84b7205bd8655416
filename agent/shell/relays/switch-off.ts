/**
 * Switches off the relays that this box drives, by nothing but the file that the last good start left: for `ExecStopPost`, after
 * whatever end the agent has come to. Loads the driver of that one bank, because it must be done in a moment.
 */
import { setTimeout as pass } from 'node:timers/promises';
import { MonotonicClock } from '../../../hw/clock/monotonic.ts';
import { describeFailure } from '../failure.ts';
import { recallRelays, usualRelaysFile } from './known-relays.ts';
import { relayBankOf } from './relay-bank.ts';

/** A board that does not answer within this is not there; whoever stops a service waits for it. */
const PATIENCE_MS = 2_000;

/** Answers the exit status, with a line on standard error where anything is to be said. */
export const switchOff = async (file = usualRelaysFile(process.env)): Promise<number> => {
  const config = recallRelays(file);
  if (config === undefined) {
    process.stderr.write(`loa-agent: no relays are known by ${file}: nothing was switched\n`);
    return 0;
  }
  if (config === 'broken') {
    process.stderr.write(
      `loa-agent: ${file} does not say which relays there are; start the agent once\n`,
    );
    return 1;
  }
  const bank = await relayBankOf(config, new MonotonicClock());
  const failure = await Promise.race([
    bank.open().then(
      () => undefined,
      (error: unknown) => describeFailure(error),
    ),
    pass(PATIENCE_MS, `no answer for ${PATIENCE_MS / 1_000} s`, { ref: false }),
  ]);
  if (failure === undefined) return 0;
  process.stderr.write(
    `loa-agent: the relays (${config.bank}) could not be switched off: ${failure}\n`,
  );
  return 1;
};
