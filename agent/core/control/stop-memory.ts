/**
 * Stops that must outlast what they stopped: those by somebody above the speaker, who may go on renewing for all the box knows, and those for an
 * announcement that has not come yet. Durable and bounded; nobody's stops can drive out another's.
 */
import { LIMITS } from '../limits.ts';
import { mayOverrule } from '../trust/overrule.ts';
import { isUlid } from '../wire/ulid.ts';

export interface RememberedStop {
  /** The announcement's. */
  readonly id: string;
  /** Path of whoever stopped it. It holds for announcements of those whom they may overrule. */
  readonly by: string;
}

export class StopMemory {
  readonly #store: (stops: readonly RememberedStop[]) => void;
  /** Oldest first. */
  #stops: readonly RememberedStop[];

  constructor(
    stored: readonly RememberedStop[],
    store: (stops: readonly RememberedStop[]) => void,
  ) {
    this.#stops = stored;
    this.#store = store;
  }

  /** Makes them durable. Of whoever has most, the oldest makes room. */
  remember(ids: readonly string[], by: string): void {
    const fresh = ids.filter((id) => !this.#has(id, by)).map((id) => ({ id, by }));
    if (fresh.length === 0) return;
    let stops = [...this.#stops, ...fresh];
    while (stops.length > LIMITS.stopsRemembered) stops = withoutOne(stops);
    this.#stops = stops;
    this.#store(stops);
  }

  /** Whether somebody above `path` has stopped this announcement of theirs. */
  holds(id: string, path: string): boolean {
    return this.#stops.some((stop) => stop.id === id && mayOverrule(stop.by, path));
  }

  #has(id: string, by: string): boolean {
    return this.#stops.some((stop) => stop.id === id && stop.by === by);
  }
}

const withoutOne = (stops: readonly RememberedStop[]): RememberedStop[] => {
  const counts = new Map<string, number>();
  for (const { by } of stops) counts.set(by, (counts.get(by) ?? 0) + 1);
  const most = Math.max(...counts.values());
  const at = stops.findIndex(({ by }) => counts.get(by) === most);
  return stops.filter((_, index) => index !== at);
};

/** Reads stored stops back; what is none is left out. */
export const parseStops = (json: unknown): readonly RememberedStop[] =>
  Array.isArray(json) ? json.filter(isStop).slice(-LIMITS.stopsRemembered) : [];

const isStop = (value: unknown): value is RememberedStop => {
  if (typeof value !== 'object' || value === null) return false;
  const { id, by } = value as Readonly<Record<string, unknown>>;
  return typeof id === 'string' && isUlid(id) && typeof by === 'string';
};
