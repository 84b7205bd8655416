/**
 * Reads what a box publishes on its own topics (PROTOCOL §4) as far as a run looks at it. Another program wrote it, so a
 * report that is none gives undefined; nothing throws.
 */
import { parseJsonObject } from '../../../agent/core/wire/json.ts';
import type {
  PlayedReport,
  StateReport,
  SyncReport,
  TelemetryReport,
} from '../../../agent/core/wire/report.ts';

export type BoxReport =
  | { readonly on: 'state'; readonly report: StateReport }
  | { readonly on: 'telemetry'; readonly report: TelemetryReport }
  | { readonly on: 'played'; readonly report: PlayedReport };

/** On which topics all boxes report, for a subscription. */
export const BOX_TOPICS = ['state', 'telemetry', 'played'].map((name) => `loa/1/box/+/${name}`);

const TOPIC = /^loa\/1\/box\/([^/]+)\/(state|telemetry|played)$/;

/** The box must be the one of its topic. */
export const readBoxReport = (topic: string, payload: Uint8Array): BoxReport | undefined => {
  const [, box, on] = TOPIC.exec(topic) ?? [];
  const json: unknown = parseJsonObject(payload);
  if (!has<{ box: string }>(json, { box: 'string' }) || json.box !== box) return undefined;
  if (on === 'state' && has<StateReport>(json, STATE)) return { on, report: json };
  if (on === 'telemetry' && isTelemetry(json)) return { on, report: json };
  if (on === 'played' && has<PlayedReport>(json, PLAYED)) return { on, report: json };
  return undefined;
};

type Present = NonNullable<TelemetryReport['announcement']>;

/** Types of some fields by name. */
type Shape<T> = { readonly [name in keyof T]?: 'string' | 'number' | 'boolean' | 'object' };

const STATE = { state: 'string', session: 'number', version: 'string' } as const;
const HEARD = {
  heardS: 'number',
  bufferFrames: 'number',
  lateFrames: 'number',
  concealedFrames: 'number',
  silentFrames: 'number',
  brokenFrames: 'number',
  jumps: 'number',
  stretchedSamples: 'number',
  xruns: 'number',
} as const;
const PLAYED = { ...HEARD, id: 'string', why: 'string', title: 'string' } as const;
const PRESENT = { ...HEARD, id: 'string', phase: 'string' } as const;
const SINK = { open: 'boolean', failures: 'number', xruns: 'number' } as const;
const SYNC = { server: 'string', state: 'string' } as const;
const TELEMETRY = {
  atUs: 'number',
  session: 'number',
  amplifier: 'string',
  refusals: 'object',
} as const;

const isTelemetry = (json: unknown): json is TelemetryReport =>
  has<TelemetryReport>(json, TELEMETRY) &&
  has<TelemetryReport['clock']>(json.clock, { trusted: 'boolean', errorUs: 'number' }) &&
  (json.clock.sync === undefined || has<SyncReport>(json.clock.sync, SYNC)) &&
  has<TelemetryReport['relays']>(json.relays, { supply: 'boolean', line: 'boolean' }) &&
  has<TelemetryReport['sink']>(json.sink, SINK) &&
  (json.announcement === null || has<Present>(json.announcement, PRESENT));

/** Looks at the fields that a run uses, and takes the rest on trust. */
const has = <T extends object>(value: unknown, shape: Shape<T>): value is T =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(shape).every(([name, type]) => {
    const field = (value as Readonly<Record<string, unknown>>)[name];
    return typeof field === type && field !== null;
  });
