/**
 * Performs the core's effects: one case each, no decision in any. What a device answers goes back as an input. In which order,
 * and what a save that is not done holds up, is `waiting-effects.ts`: nothing is dropped there but logs and telemetry.
 */
import { assertNever } from '../core/assert.ts';
import type { Effect, Leave } from '../core/effect.ts';
import type { Input } from '../core/input.ts';
import type { RelayName, RelayReading } from '../core/vocabulary.ts';
import type { Clock, Lamp, RelayBank } from '../../hw/ports.ts';
import type { AudioPump } from './audio/audio-pump.ts';
import { describeFailure } from './failure.ts';
import type { Log } from './log/log.ts';
import type { LogRing } from './log/log-ring.ts';
import type { MqttLink } from './link/mqtt-link.ts';
import { loadTest } from './programme/load-test.ts';
import type { NtpClient } from './time/ntp-client.ts';
import { tryHardware, type HardwareTrials } from './self-test.ts';
import type { Store } from './store/store.ts';
import { WaitingEffects, type Act } from './waiting-effects.ts';

export interface Devices {
  readonly link: Pick<MqttLink, 'connect' | 'disconnect' | 'publish'>;
  readonly pump: Pick<AudioPump, 'start' | 'stop' | 'settled'>;
  readonly relays: Pick<RelayBank, 'set' | 'read'>;
  readonly lamp: Lamp;
  readonly tryCard: HardwareTrials['tryCard'];
  readonly tryDisk: HardwareTrials['tryDisk'];
  readonly store: Pick<Store, 'save'>;
  readonly clock: Clock;
  /** Absent where the configuration names no time server: then the core asks for nothing of it. */
  readonly timeServer?: Pick<NtpClient, 'ask'>;
  readonly log: Pick<Log, 'write'>;
  readonly ring: Pick<LogRing, 'latest'>;
  readonly post: (input: Input) => void;
  /** Called once, when the core begins to stop. */
  readonly leave: (then: Leave) => void;
  /** Called once, when the core has nothing left to do. */
  readonly exit: () => void;
}

/** Answers the function that performs one effect. Relays are switched one after the other, in the order asked. */
export const performer = (devices: Devices): ((effect: Effect) => void) => {
  const { link, pump, relays, lamp, store, clock, timeServer, log, ring, post } = devices;
  const { tryCard, tryDisk } = devices;
  let switching: Promise<void> = Promise.resolve();
  let farewell: Promise<void> = Promise.resolve();

  const switchRelay = async (relay: RelayName, on: boolean): Promise<void> => {
    try {
      await relays.set(relay, on);
      log.write('info', 'relay', { relay, on });
    } catch (error) {
      post({ on: 'relay-failed', relay, reason: describeFailure(error) });
    }
  };

  /** After every switching asked for before, as boards take one word at a time. */
  const readInTurn = (): Promise<RelayReading> => {
    const reading = switching.then(() => relays.read());
    switching = reading.then(
      () => undefined,
      () => undefined,
    );
    return reading;
  };

  const readRelays = async (): Promise<void> => {
    try {
      post({ on: 'relays-read', reading: await relays.read() });
    } catch (error) {
      post({ on: 'relays-unread', reason: describeFailure(error) });
    }
  };

  const perform = (act: Act): void => {
    switch (act.do) {
      case 'connect':
        link.connect(act.session, act.will);
        return;
      case 'disconnect':
        farewell = link.disconnect();
        return;
      case 'publish':
        link.publish(act.publication);
        return;
      case 'ask-time':
        if (timeServer === undefined) throw new Error('asked for the time, of no server');
        timeServer.ask();
        return;
      case 'relay':
        switching = switching.then(() => switchRelay(act.relay, act.on));
        return;
      case 'read-relays':
        switching = switching.then(readRelays);
        return;
      case 'lamp':
        lamp.show(act.pattern);
        return;
      case 'open-sink':
        pump.start();
        return;
      case 'close-sink':
        pump.stop();
        return;
      case 'log':
        log.write(act.level, act.event, act.fields);
        return;
      case 'self-test':
        void tryHardware({ tryCard, tryDisk, readRelays: readInTurn }).then((tried) => {
          post({ on: 'self-tested', id: act.id, tried });
        });
        return;
      case 'load-test':
        void loadTest(act.test, act.by).then(post);
        return;
      case 'collect-logs':
        post({ on: 'logs-collected', id: act.id, lines: ring.latest(act.lines) });
        return;
      case 'leave':
        devices.leave(act.then);
        return;
      case 'exit':
        void Promise.all([farewell, switching, pump.settled()]).then(devices.exit);
        return;
      default:
        assertNever(act);
    }
  };

  const waiting = new WaitingEffects({ store, clock, log, post, perform });
  return (effect) => {
    waiting.take(effect);
  };
};
