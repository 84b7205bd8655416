/** Brings the drawn faults about, each at its time and for its time, until they are to stop; and writes each down. */
import { US_PER_S } from '../../../agent/core/vocabulary.ts';
import {
  BOX_SPELLS,
  ODDS,
  VILLAGE_SPELLS,
  type BoxSpell,
  type Spell,
  type VillageSpell,
} from '../plan/fault-odds.ts';
import type { Chance } from './chance.ts';
import type { House } from './house.ts';
import type { Village } from './village.ts';

export const arrangeSpells = (village: Village): void => {
  const { plan, timeline } = village;
  for (const kind of Object.keys(BOX_SPELLS) as BoxSpell[]) {
    if (!plan.faults.has(kind)) continue;
    for (const house of village.houses) {
      const chance = plan.chance.fork(`${kind} at ${house.box.trace.id}`);
      arrange(village, BOX_SPELLS[kind], chance, (lastUs) => {
        const { nowUs } = timeline;
        house.box.trace.troubles.push({ kind, fromUs: nowUs, toUs: nowUs + lastUs });
        BOX_FAULTS[kind](house, lastUs, chance, village);
      });
    }
  }
  for (const kind of Object.keys(VILLAGE_SPELLS) as VillageSpell[]) {
    if (!plan.faults.has(kind)) continue;
    const chance = plan.chance.fork(kind);
    arrange(village, VILLAGE_SPELLS[kind], chance, (lastUs) => {
      VILLAGE_FAULTS[kind](village, lastUs);
    });
  }
  timeline.at(plan.faultsEndUs, () => {
    for (const { network } of village.houses) network.calm();
  });
};

/** From no power to power, at the least. */
const BACK_AFTER_US = 300_000;

const arrange = (
  village: Village,
  { everyS, lastS: [shortest, longest] }: Spell,
  chance: Chance,
  strike: (lastUs: number) => void,
): void => {
  const { faultsEndUs } = village.plan;
  let atUs = chance.waitUs(everyS * US_PER_S);
  while (atUs < faultsEndUs) {
    // Short ones are more frequent than long ones.
    const drawnUs = (shortest + (longest - shortest) * chance.real() ** 2) * US_PER_S;
    const lastUs = Math.min(drawnUs, faultsEndUs - atUs);
    village.timeline.at(atUs, () => {
      strike(lastUs);
    });
    atUs += lastUs + chance.waitUs(everyS * US_PER_S);
  }
};

const VILLAGE_FAULTS: Record<VillageSpell, (village: Village, lastUs: number) => void> = {
  'broker-restart': (village, lastUs) => {
    const { nowUs } = village.timeline;
    for (const { box } of village.houses) {
      box.trace.troubles.push({ kind: 'broker-restart', fromUs: nowUs, toUs: nowUs + lastUs });
    }
    village.broker.restart(lastUs);
  },
  forger: (village) => {
    village.forger.strike();
  },
  pretender: (village) => {
    village.pretender.strike();
  },
};

type BoxFault = (house: House, lastUs: number, chance: Chance, village: Village) => void;

const BOX_FAULTS: Record<BoxSpell, BoxFault> = {
  'link-stall': ({ network }, lastUs, _chance, { timeline }) => {
    network.stalledUntilUs = Math.max(network.stalledUntilUs, timeline.nowUs + lastUs);
  },
  'link-reset': ({ box }) => {
    box.devices.loseLink('reset');
  },
  'half-open': ({ box, network }, lastUs, _chance, { timeline }) => {
    network.blackUntilUs = timeline.nowUs + lastUs;
    box.devices.loseLink('dead');
  },
  'clock-step': (house, lastUs, chance, { timeline }) => {
    const stepUs = chance.between(...ODDS.clockStepUs) * (chance.hits(0.5) ? 1 : -1);
    house.clockStepUs = stepUs;
    house.box.tellTime();
    timeline.after(lastUs, () => {
      if (house.clockStepUs !== stepUs) return;
      house.clockStepUs = 0;
      house.box.tellTime();
    });
  },
  'process-stall': ({ box }, lastUs) => {
    box.stall(lastUs);
  },
  'card-fails': ({ card }, lastUs) => {
    card.fail(lastUs);
  },
  'relay-fails': ({ relays }, lastUs, _chance, { timeline }) => {
    relays.failsUntilUs = timeline.nowUs + lastUs;
  },
  'power-cut': ({ box }, lastUs, chance, { timeline }) => {
    if (chance.hits(ODDS.cutMidStep)) box.cutAfterEffects = chance.whole(0, 3);
    else box.cutPower();
    // One that waited for its step in vain is cut now.
    timeline.after(lastUs, () => {
      if (box.isOn) box.cutPower();
    });
    timeline.after(lastUs + BACK_AFTER_US, () => {
      box.boot();
    });
  },
  restart: ({ box }, lastUs, _chance, { timeline }) => {
    box.terminate();
    // Whoever is not gone by then is made to go, as a service manager does.
    timeline.after(lastUs + 5 * US_PER_S, () => {
      if (box.isOn && box.isLeaving) box.cutPower();
      box.boot();
    });
  },
  'store-fails': ({ box }, lastUs, _chance, { timeline }) => {
    box.disk.failsUntilUs = timeline.nowUs + lastUs;
  },
  'kill-switch': ({ box }, lastUs, _chance, { timeline }) => {
    box.throwSwitch(true);
    timeline.after(lastUs, () => {
      box.throwSwitch(false);
    });
  },
};
