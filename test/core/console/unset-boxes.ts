/** Boxes that cannot start, as the console sees them: one that nobody has set, one with a mistake in its file, one that lost it. */
import { isSettable } from '../../../agent/config/console-settings.ts';
import { KEYS, type KeyName } from '../../../agent/config/keys.ts';
import { problemSays } from '../../../agent/config/problem.ts';
import { readSettings } from '../../../agent/config/settings.ts';
import type { UnsetBox, UnsetTrouble } from '../../../agent/core/console/unset/unset-box.ts';
import { UNSET_PHRASES } from '../../../agent/core/console/unset/unset-phrases.ts';

const FILE = '/etc/loa/agent.toml';
const WHOLE = `[box]
id = "langha-03"
area = "vn.hn.dongda.langha"
[broker]
url = "mqtts://broker.example.vn:8883"
[trust]
roots = ["AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"]
[store]
file = "/var/lib/loa/state.json"
`;

/** As they are really told. */
const troublesOf = (toml: string): UnsetTrouble[] => {
  const read = readSettings(toml);
  if (read.ok) throw new Error('there is nothing wrong with it');
  return read.problems.map((problem) => ({
    ...(problem.key !== undefined && { key: problem.key }),
    isMissing: problem.isMissing === true,
    isMendedHere:
      problem.key !== undefined &&
      problem.key in KEYS &&
      (problem.isMissing === true || isSettable(problem.key as KeyName)),
    says: problemSays(FILE, problem),
  }));
};

/** Just installed. */
export const NEW_BOX: UnsetBox = {
  name: null,
  version: '0.1.0',
  configFile: FILE,
  troubles: troublesOf('[store]\nfile = "/var/lib/loa/state.json"'),
  isNew: true,
  hasPin: false,
  given: {
    'box.id': { is: 'missing' },
    'box.area': { is: 'missing' },
    'broker.url': { is: 'missing' },
    'trust.roots': { is: 'missing' },
  },
  relays: 'fake',
  sink: 'alsa default',
  held: 'none',
  canReboot: true,
  node: '20.19.2',
  machine: 'Raspberry Pi 4 Model B Rev 1.4',
};

/** A technician is about to have set it up. */
export const HALF_SET_BOX: UnsetBox = {
  ...NEW_BOX,
  isNew: false,
  hasPin: true,
  relays: 'gpio',
  given: {
    ...NEW_BOX.given,
    'box.id': { is: 'waiting', value: 'langha-03' },
    'box.area': { is: 'waiting', value: 'vn.hn.dongda.langha' },
  },
};

const GIVEN: UnsetBox['given'] = {
  'box.id': { is: 'there', value: 'langha-03' },
  'box.area': { is: 'there', value: 'vn.hn.dongda.langha' },
  'broker.url': { is: 'there', value: 'mqtts://broker.example.vn:8883' },
  'trust.roots': { is: 'there', value: 'AAECAwQFBgcI…' },
};

const SET_BOX: UnsetBox = {
  ...NEW_BOX,
  name: 'langha-03',
  isNew: false,
  hasPin: true,
  held: 'off',
  given: GIVEN,
};

/** An edit by hand that a technician may lay another value over. */
export const MISTAKEN_BOX: UnsetBox = {
  ...SET_BOX,
  troubles: troublesOf(`${WHOLE}[audio]\nbuffer_ms = 9999\n`),
};

/** An edit by hand that only whoever edits the file can mend. */
export const BROKEN_BOX: UnsetBox = {
  ...SET_BOX,
  troubles: troublesOf(WHOLE.replace('[broker]', '[broker')),
  given: NEW_BOX.given,
};

/** A card that took the configuration with it, and the PIN too. */
export const LOST_BOX: UnsetBox = {
  ...NEW_BOX,
  isNew: false,
  held: 'unknown',
  troubles: [
    { isMissing: false, isMendedHere: true, says: UNSET_PHRASES.lostFile(FILE) },
    ...NEW_BOX.troubles,
  ],
};
