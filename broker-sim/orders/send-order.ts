/**
 * One order to one box (PROTOCOL §9): listens first, publishes it, and waits for what the box says to it, for so long and no longer. It
 * knows neither what was ordered nor what an answer means.
 */
import type { MqttClient } from 'mqtt';
import { US_PER_MS } from '../../agent/core/vocabulary.ts';
import { UserMistake } from '../user-mistake.ts';

/** What somebody is told who sees nothing happen. */
const PATIENCE_MS = 2_000;
const ANSWER_BYTES_MAX = 65_536;

export interface OrderToSend<T> {
  readonly box: string;
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
  readonly answerTopic: string;
  /** What a message on `answerTopic` means for this order: nothing, that the box is at it (the time begins anew), or the answer. */
  readonly read: (text: string) => 'started' | { readonly answer: T } | undefined;
  readonly withinUs: number;
  readonly signal: AbortSignal;
  /** A line for whoever waits. */
  readonly note: (line: string) => void;
}

export type Sent<T> =
  { readonly came: T } | { readonly came?: undefined; readonly why: 'time' | 'interrupted' };

/** @throws {UserMistake} where the broker takes it not. */
export const sendOrder = async <T>(client: MqttClient, order: OrderToSend<T>): Promise<Sent<T>> => {
  const { box, topic, payload, retain, answerTopic, read, withinUs, signal, note } = order;
  const timers = new Set<NodeJS.Timeout>();
  const later = (ms: number, act: () => void): NodeJS.Timeout => {
    const timer = setTimeout(act, ms);
    timers.add(timer);
    return timer;
  };
  const asMistake = (error: unknown): never => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserMistake(`the broker does not take orders to ${box} from here (${reason})`, {
      cause: error,
    });
  };
  try {
    return await new Promise<Sent<T>>((resolve, reject) => {
      const giveUp = (): void => resolve({ why: 'time' });
      let deadline = later(withinUs / US_PER_MS, giveUp);
      later(PATIENCE_MS, () => note(`Waiting for ${box} to answer …`));
      signal.addEventListener('abort', () => resolve({ why: 'interrupted' }), { once: true });
      if (signal.aborted) resolve({ why: 'interrupted' });
      client.on('message', (from, bytes) => {
        if (from !== answerTopic || bytes.length > ANSWER_BYTES_MAX) return;
        const meaning = read(bytes.toString('utf8'));
        if (meaning === undefined) return;
        if (meaning !== 'started') return resolve({ came: meaning.answer });
        note(`${box} is at it …`);
        clearTimeout(deadline);
        deadline = later(withinUs / US_PER_MS, giveUp);
      });
      client
        .subscribeAsync(answerTopic, { qos: 1 })
        .then(() => client.publishAsync(topic, payload, { qos: 1, retain }))
        .catch(asMistake)
        .catch(reject);
    });
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
};
