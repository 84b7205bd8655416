/** Relays that must stay off for as long as nothing else is known: asked again and again, and told again where one is on. */
import type { RelayBank } from '../../../hw/ports.ts';
import { OFF_ORDER } from '../../../hw/relay/all-off.ts';

const ASK_EVERY_MS = 3_000;
/** `unknown`: the board does not answer, or one stays on: what hangs on it may be live. */
export type HeldOff = 'off' | 'unknown';

/** Tells how they are at first and whenever that is news; answers what ends the asking, and leaves them as they are. */
export const holdOff = (
  bank: Pick<RelayBank, 'open' | 'set' | 'read'>,
  told: (state: HeldOff) => void,
): (() => void) => {
  let last: HeldOff | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const ask = async (): Promise<void> => {
    const state = await lookOnce(bank);
    if (isOver) return;
    if (state !== last) told(state);
    last = state;
    timer = setTimeout(() => void ask(), ASK_EVERY_MS);
  };
  void ask();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
};

const lookOnce = async (bank: Pick<RelayBank, 'open' | 'set' | 'read'>): Promise<HeldOff> => {
  try {
    await bank.open();
    let reading = await bank.read();
    const on = OFF_ORDER.filter((relay) => reading[relay] !== false);
    for (const relay of on) await bank.set(relay, false);
    if (on.length > 0) reading = await bank.read();
    // A board that cannot be asked has taken the command: more is not to be known of it.
    return OFF_ORDER.some((relay) => reading[relay] === true) ? 'unknown' : 'off';
  } catch {
    // It says no in whatever words: it is asked again.
    return 'unknown';
  }
};
