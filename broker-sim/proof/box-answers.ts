/**
 * What boxes say of one announcement while it is spoken: who has told what was heard of it, and what those refused that have not. It listens
 * alone; what it does not hear may still come, and is for whoever collects the proof.
 */
import type { MqttClient, OnMessageCallback } from 'mqtt';
import type { PlayedReport, TelemetryReport } from '../../agent/core/wire/report.ts';
import { playedTopic, telemetryTopic } from '../../agent/core/wire/topic.ts';
import { isObject } from '../../agent/core/wire/json.ts';

const ABOUT = /^loa\/1\/box\/([^/]+)\/(played|telemetry)$/;
const BYTES_MAX = 16_384;
const BOXES_MAX = 1_000;

type Heard = Pick<PlayedReport, 'id' | 'why' | 'heardS' | 'lateFrames' | 'concealedFrames'>;
type Refusals = Readonly<Record<string, number>>;

interface Known {
  /** Of its first heartbeat since the beginning, and of its last. */
  first?: Refusals;
  last?: Refusals;
  readonly heard: Heard[];
}

export class BoxAnswers {
  readonly #client: MqttClient;
  readonly #hear: OnMessageCallback;
  readonly #boxes = new Map<string, Known>();
  #lastMs = 0;

  private constructor(client: MqttClient) {
    this.#client = client;
    this.#hear = (topic, payload, { retain }) => {
      if (!retain && payload.length <= BYTES_MAX) this.#take(topic, payload.toString('utf8'));
    };
    client.on('message', this.#hear);
  }

  /** Listens from now on; undefined where the broker does not let this head-end hear of boxes. */
  static async listen(client: MqttClient): Promise<BoxAnswers | undefined> {
    const answers = new BoxAnswers(client);
    try {
      await client.subscribeAsync([playedTopic('+'), telemetryTopic('+')], { qos: 1 });
      return answers;
    } catch {
      // Whatever the reason: a broadcast does not depend on being answered.
      answers.close();
      return undefined;
    }
  }

  close(): void {
    this.#client.off('message', this.#hear);
  }

  /** Resolves when nothing has come for `quietMs` after an answer of that announcement, or after `mostMs`. */
  async settled(id: string, { quietMs, mostMs }: Patience): Promise<void> {
    const endMs = performance.now() + mostMs;
    while (performance.now() < endMs) {
      const isAnswered = [...this.#boxes.values()].some(({ heard }) =>
        heard.some((one) => one.id === id),
      );
      if (isAnswered && performance.now() - this.#lastMs >= quietMs) return;
      await new Promise((resolve) => setTimeout(resolve, quietMs / 10));
    }
  }

  /** A line a box that has said anything of it, or has refused something meanwhile. */
  linesOf(id: string): string[] {
    return [...this.#boxes]
      .toSorted(([one], [other]) => one.localeCompare(other))
      .flatMap(([box, known]) => {
        const mine = known.heard.filter((one) => one.id === id);
        if (mine.length > 0) return [`${box}  heard ${mine.map(heardWords).join(', then ')}`];
        const refused = refusedSince(known);
        return refused === ''
          ? []
          : [`${box}  has not told of it; it refused meanwhile: ${refused}`];
      });
  }

  #take(topic: string, text: string): void {
    const [, box = '', of] = ABOUT.exec(topic) ?? [];
    if (box === '' || (!this.#boxes.has(box) && this.#boxes.size >= BOXES_MAX)) return;
    const known = this.#boxes.get(box) ?? { heard: [] };
    this.#boxes.set(box, known);
    const said = parsed(text);
    if (of === 'telemetry' && isRefusals(said['refusals'])) {
      known.first ??= said['refusals'];
      known.last = said['refusals'];
    }
    // A record comes again until somebody acknowledges it.
    if (of !== 'played' || !isHeard(said) || known.heard.some(({ id }) => id === said.id)) return;
    known.heard.push(said);
    this.#lastMs = performance.now();
  }
}

export interface Patience {
  readonly quietMs: number;
  readonly mostMs: number;
}

const heardWords = ({ heardS, why, lateFrames, concealedFrames }: Heard): string => {
  const lost = lateFrames + concealedFrames;
  return `${heardS.toFixed(1)} s (${why}${lost === 0 ? '' : `, ${lost} frames late or lost`})`;
};

const refusedSince = ({ first = {}, last = {} }: Known): string =>
  Object.entries(last)
    .map(([code, times]) => [code, times - (first[code] ?? 0)] as const)
    .filter(([, times]) => times > 0)
    .map(([code, times]) => `${code} (${times})`)
    .join(', ');

const parsed = (text: string): Readonly<Record<string, unknown>> => {
  try {
    const said: unknown = JSON.parse(text);
    return isObject(said) ? said : {};
  } catch {
    // From somebody who is no box.
    return {};
  }
};

const isRefusals = (value: unknown): value is TelemetryReport['refusals'] & Refusals =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every((times) => typeof times === 'number');

const isHeard = (
  said: Readonly<Record<string, unknown>>,
): said is Readonly<Record<string, unknown>> & Heard =>
  typeof said['id'] === 'string' &&
  typeof said['why'] === 'string' &&
  typeof said['heardS'] === 'number' &&
  typeof said['lateFrames'] === 'number' &&
  typeof said['concealedFrames'] === 'number';
