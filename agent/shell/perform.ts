/** Performs the core's effects: one case each, no decision in any. What a device answers goes back as an input. */
import { assertNever } from '../core/assert.ts';
import type { Effect } from '../core/effect.ts';
import type { Input } from '../core/input.ts';
import type { RelayName } from '../core/vocabulary.ts';
import type { RelayBank } from '../../hw/ports.ts';
import type { AudioPump } from './audio-pump.ts';
import { describeFailure } from './failure.ts';
import type { Log } from './log.ts';
import type { MqttLink } from './mqtt-link.ts';
import type { Store } from './store.ts';

export interface Devices {
  readonly link: MqttLink;
  readonly pump: AudioPump;
  readonly relays: RelayBank;
  readonly store: Store;
  readonly log: Log;
  readonly post: (input: Input) => void;
  /** Called once, when the core has nothing left to do. */
  readonly exit: () => void;
}

/** Answers the function that performs one effect. Relays are switched one after the other, in the order asked. */
export const performer = (devices: Devices): ((effect: Effect) => void) => {
  const { link, pump, relays, store, log, post } = devices;
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

  return (effect) => {
    switch (effect.do) {
      case 'connect':
        link.connect(effect.session, effect.will);
        return;
      case 'disconnect':
        farewell = link.disconnect();
        return;
      case 'publish':
        link.publish(effect.publication);
        return;
      case 'relay':
        switching = switching.then(() => switchRelay(effect.relay, effect.on));
        return;
      case 'open-sink':
        pump.start();
        return;
      case 'close-sink':
        pump.stop();
        return;
      case 'store':
        try {
          store.save(effect.state);
        } catch (error) {
          post({ on: 'store-failed', reason: describeFailure(error) });
        }
        return;
      case 'log':
        log.write(effect.level, effect.event, effect.fields);
        return;
      case 'exit':
        void Promise.all([farewell, switching, pump.settled()]).then(devices.exit);
        return;
      default:
        assertNever(effect);
    }
  };
};
