/** `loa-sim speak`: a recording, a feed or a microphone to a broker that may be anywhere, signed under a mandate of one's own. */
import path from 'node:path';
import { FRAME_US, US_PER_S, type BulletinClass } from '../../agent/core/vocabulary.ts';
import { isArea } from '../../agent/core/wire/topic.ts';
import { assertMaySpeak } from '../authority/may-speak.ts';
import { openBrokerLink } from '../head-end/broker-link.ts';
import { LiveScreen } from '../cluster/screen/live-screen.ts';
import type { BroadcastProgress, BroadcastResult } from '../head-end/broadcast/broadcast.ts';
import { speak } from '../head-end/speak.ts';
import { BroadcastError } from '../head-end/broadcast/broadcast-error.ts';
import { interruptible } from './interruption.ts';
import { brokerOf, type NamedBroker } from './named-broker.ts';
import { issuerOf, type NamedIssuer } from './named-issuer.ts';
import { openSource } from '../source/open-source.ts';
import { BoxAnswers } from '../proof/box-answers.ts';
import { SourceTroubles } from '../source/source-troubles.ts';
import { EXIT, UserMistake } from '../user-mistake.ts';

export interface SpeakCommandOptions extends NamedBroker, NamedIssuer {
  readonly source: string;
  readonly area: string;
  readonly class: BulletinClass;
  readonly title?: string;
}

/** Answers the exit status. Ctrl-C stops a recording, and ends a live source in good order. @throws {UserMistake} */
export const speakCommand = async (options: SpeakCommandOptions): Promise<number> => {
  const screen = new LiveScreen(process.stdout);
  const issuer = issuerOf(options, (file) => {
    if (isArea(options.area)) assertMaySpeak(file, options);
  });
  const troubles = new SourceTroubles((line) => screen.note(line));
  const broker = brokerOf(options);
  const source = openSource(options.source === 'mic' ? 'mic:' : options.source, troubles.tell);
  const over = new AbortController();
  const interruption = interruptible(() => over.abort());
  const client = await openBrokerLink({
    ...broker,
    signal: interruption.signal,
    onTrouble: (line) => screen.note(line),
  });
  if (client === undefined) return EXIT.interrupted;
  try {
    const callOff = (): void => over.abort();
    interruption.signal.addEventListener('abort', callOff);
    const answers = await BoxAnswers.listen(client);
    const broadcast = await speak({
      client,
      issuer,
      area: options.area,
      class: options.class,
      title: options.title ?? path.parse(options.source).name,
      source,
      signal: over.signal,
      onTrouble: (line) => screen.note(line),
      onProgress: (progress) => screen.show([progressLine(progress)]),
    });
    troubles.announced();
    if (source.live) {
      interruption.signal.removeEventListener('abort', callOff);
      interruption.signal.addEventListener('abort', () => broadcast.end(), { once: true });
    }
    const result = await broadcast.done;
    screen.end();
    screen.note(resultLine(result));
    // A live source ends by Ctrl-C as it should; the next one ends this, too.
    const isCalledOff = interruption.signal.aborted && !source.live;
    const lines = isCalledOff ? [] : await answered(answers, broadcast.announcement.id);
    for (const line of lines) screen.note(line);
    return exitStatus(result, isCalledOff);
  } catch (error) {
    if (!(error instanceof BroadcastError)) throw error;
    if (interruption.signal.aborted) return EXIT.interrupted;
    throw new UserMistake(troubles.reason ?? error.message, { cause: error });
  } finally {
    await client.endAsync();
    interruption.release();
  }
};

/** From the last sound to the record of a box that is well. */
const ANSWERED_WITHIN = { quietMs: 1_000, mostMs: 4_000 };

/** What boxes had to say of it. */
const answered = async (
  answers: BoxAnswers | undefined,
  id: string,
): Promise<readonly string[]> => {
  if (answers === undefined) return ['The broker does not let this head-end hear what boxes say.'];
  await answers.settled(id, ANSWERED_WITHIN);
  answers.close();
  const lines = answers.linesOf(id);
  return lines.length > 0 ? lines : ['No box has told of it yet.'];
};

const shownS = (frames: number): string => `${((frames * FRAME_US) / US_PER_S).toFixed(1)} s`;

const progressLine = ({ phase, framesSent, framesDropped, renewals }: BroadcastProgress): string =>
  `${phase}  ${shownS(framesSent)} sent  ${framesDropped} frames dropped  ${renewals} renewals`;

const resultLine = (result: BroadcastResult): string => {
  const sent = `${shownS(result.framesSent)} of sound in ${result.bundlesSent} bundles`;
  const dropped =
    result.framesDropped === 0 ? '' : `; ${result.framesDropped} frames could not be sent in time`;
  switch (result.why) {
    case 'complete':
      return `Sent ${sent}${dropped}.`;
    case 'stopped':
      return result.stopDelivered
        ? `Stopped after ${sent}${dropped}.`
        : `Stopped after ${sent}${dropped}; the broker did not take the stop, so the boxes end with their lease.`;
    case 'source-failed':
      return `The source broke off after ${sent}${dropped}.`;
  }
};

const exitStatus = (result: BroadcastResult, wasInterrupted: boolean): number => {
  if (wasInterrupted) return EXIT.interrupted;
  return result.why === 'complete' && result.framesDropped === 0 ? EXIT.ok : EXIT.failed;
};
