/** A technician who asks `why` and reads the verdict; how long that took is measured from whatever he says it began with. */
import type { Talk } from './console-talk.ts';

/** What the issue of a diagnosis may take, from the fault to the verdict on the screen. */
export const WITHIN_MS = 10_000;

/** The whole screen, its verdict last. */
export const askWhy = async (talk: Talk): Promise<string> => {
  talk.type('why\r');
  const screen = await talk.until(
    /\r\n(?:BROKEN|LOUDSPEAKER|MIND)[^\r]*\r\n(?:[^\r]*\r\n)*?[^\r]*# $/,
    WITHIN_MS + 2_000,
  );
  return screen.replaceAll('\r', '');
};

/** Its first line. */
export const verdictOf = (screen: string): string =>
  /^(?:BROKEN|LOUDSPEAKER|MIND).*$/m.exec(screen)?.[0] ?? screen;
