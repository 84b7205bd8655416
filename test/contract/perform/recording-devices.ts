/** Devices that write down what they are told, in the order they are told, and a disk that saves when the test says so. */
import { EMPTY_STATE } from '../../../agent/core/stored-state.ts';
import type { TestContext } from 'node:test';
import type { Effect, LogFields } from '../../../agent/core/effect.ts';
import type { Input } from '../../../agent/core/input.ts';
import type { StoredState } from '../../../agent/core/stored-state.ts';
import type { RelayName } from '../../../agent/core/vocabulary.ts';
import { performer, type Devices } from '../../../agent/shell/perform.ts';
import { StoreError } from '../../../agent/shell/store/store-error.ts';
import { LiteralClock } from '../time/literal-clock.ts';

export interface AskedSave {
  readonly state: StoredState;
  readonly finish: () => void;
  readonly fail: () => void;
}

export class RecordingDevices {
  /** What was performed, a word each. */
  readonly done: string[] = [];
  readonly lines: { readonly event: string; readonly fields: LogFields }[] = [];
  readonly inputs: Input[] = [];
  readonly saves: AskedSave[] = [];
  readonly clock = new LiteralClock();
  /** Called when a device is told something, as a device may post while it is told. */
  onDone: (word: string) => void = () => undefined;
  readonly #test: TestContext;
  readonly #perform: (effect: Effect) => void;

  /** `others` stand in for devices of its own. Timers are the test's from here on. */
  constructor(test: TestContext, others: Partial<Devices> = {}) {
    this.#test = test;
    test.mock.timers.enable({ apis: ['setTimeout'] });
    this.#perform = performer({ ...this.#devices(), ...others });
  }

  ask(...effects: readonly Effect[]): void {
    for (const effect of effects) this.#perform(effect);
  }

  /** Lets time pass in steps of one millisecond, and lets promises be kept in each. */
  async passMs(ms: number): Promise<void> {
    for (let step = 0; step < ms; step++) {
      this.clock.pass(1_000);
      this.#test.mock.timers.tick(1);
      await settled();
    }
  }

  /** The save asked for at that place is done. */
  async finish(at: number): Promise<void> {
    this.saves[at]!.finish();
    await settled();
  }

  async fail(at: number): Promise<void> {
    this.saves[at]!.fail();
    await settled();
  }

  events(event: string): LogFields[] {
    return this.lines.filter((line) => line.event === event).map(({ fields }) => fields);
  }

  #devices(): Devices {
    const told = (word: string): void => {
      this.done.push(word);
      this.onDone(word);
    };
    return {
      link: {
        connect: (session) => told(`connect ${session}`),
        disconnect: async () => told('disconnect'),
        publish: ({ topic }) => told(`publish ${topic}`),
      },
      ring: { latest: () => [] },
      pump: {
        start: () => told('open-sink'),
        stop: () => told('close-sink'),
        settled: () => Promise.resolve(),
      },
      tryCard: async () => ({ went: 'well' }),
      tryDisk: async () => ({ freeMiB: 100, trouble: null }),
      lamp: { show: (pattern) => told(`lamp ${pattern}`) },
      relays: {
        set: async (relay, on) => told(`${relay} ${on ? 'on' : 'off'}`),
        read: async () => {
          told('read-relays');
          return { supply: undefined, line: undefined };
        },
      },
      store: {
        save: (state) =>
          new Promise((finish, reject) => {
            const fail = () => reject(new StoreError(`cannot save ${state.session}`, 'replace it'));
            this.saves.push({ state, finish, fail });
          }),
      },
      clock: this.clock,
      log: {
        write: (_, event, fields = {}) => {
          this.lines.push({ event, fields });
          // What the shell says of itself is not an effect.
          if (fields['isEffect'] === true) told(`log ${event}`);
        },
      },
      post: (input) => this.inputs.push(input),
      leave: (then) => told(`leave ${then}`),
      exit: () => told('exit'),
    };
  }
}

/** What promises there are to keep has been kept. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const publication = (topic: string, qos: 0 | 1) => ({ topic, payload: '', qos, retain: false });

/** Effects by a word or two. */
export const effect = {
  store: (session: number): Effect => ({
    do: 'store',
    state: { ...EMPTY_STATE, session },
    records: [],
  }),
  relay: (relay: RelayName, on: boolean): Effect => ({ do: 'relay', relay, on }),
  log: (event: string): Effect => ({
    do: 'log',
    level: 'info',
    event,
    fields: { isEffect: true },
  }),
  telemetry: (topic: string): Effect => ({ do: 'publish', publication: publication(topic, 0) }),
  played: (topic: string): Effect => ({ do: 'publish', publication: publication(topic, 1) }),
  connect: (session: number): Effect => ({
    do: 'connect',
    session,
    will: publication('will', 1),
  }),
  disconnect: { do: 'disconnect' } as Effect,
  openSink: { do: 'open-sink' } as Effect,
  closeSink: { do: 'close-sink' } as Effect,
  exit: { do: 'exit' } as Effect,
};
