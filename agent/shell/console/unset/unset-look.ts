/** Looks again and again at what keeps a box from starting: it may be mended meanwhile, here or on the machine. It mends nothing. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isFoundedByHand, isSettable, type SetValues } from '../../../config/console-settings.ts';
import { KEYS, type KeyName, type Settings } from '../../../config/keys.ts';
import { loadConfig } from '../../../config/load-config.ts';
import { ConfigError, problemSays, type Problem } from '../../../config/problem.ts';
import { namedKeys, soundSettings } from '../../../config/settings.ts';
import { packageVersion } from '../../../config/values/version.ts';
import { plain } from '../../../core/console/phrases/language.ts';
import type {
  Given,
  GivenName,
  UnsetBox,
  UnsetTrouble,
} from '../../../core/console/unset/unset-box.ts';
import { UNSET_PHRASES } from '../../../core/console/unset/unset-phrases.ts';
import { encodeBase64url } from '../../../core/wire/base64url.ts';
import { describeFailure } from '../../failure.ts';
import { textOf } from '../../store/left-behind.ts';
import { databaseFile } from '../../store/two-stores.ts';
import { setHere, type UnsetPlaces } from './unset-places.ts';
import { hasPin } from '../pin.ts';
import { machineName } from '../probe/probe-machine.ts';

export interface UnsetLookParts extends UnsetPlaces {
  /** Set at the console, to be committed. */
  readonly waiting: () => SetValues;
  readonly canReboot: boolean;
}

/** All that a look at its files tells. */
export type SeenUnset = Omit<UnsetBox, 'held'>;

const FOUR: readonly GivenName[] = ['box.id', 'box.area', 'broker.url', 'trust.roots'];

/** Undefined once nothing keeps it from starting. */
export const lookAtUnset = async (parts: UnsetLookParts): Promise<SeenUnset | undefined> => {
  const { file, settingsFile, usual, canReboot } = parts;
  const { pinFile } = parts.console;
  const settings = setHere(settingsFile);
  const set = settings instanceof Error ? {} : settings;
  const toml = textOf(file);
  const named = toml === undefined ? undefined : namedKeys(toml);
  const problems = problemsOf(file, set);
  if (problems.length === 0 || problemsOf(file).length === 0) return undefined;
  const troubles = [
    ...(settings instanceof Error ? [unreadSettings(settings)] : []),
    ...(existsSync(file) ? [] : [lostFile(file)]),
    ...worthTelling(problems, usual()).map((problem) => troubleOf(file, problem, named)),
  ];
  const isPinSet = pinFile !== undefined && (await hasPin(pinFile));
  const given = givenOf(soundSettings(toml ?? '', set), named, parts.waiting());
  const { 'box.id': name } = given;
  return {
    name: name.is === 'there' ? name.value : parts.boxId || null,
    version: packageVersion(),
    configFile: file,
    troubles,
    isNew: !isPinSet && isUntouched(parts, named),
    hasPin: isPinSet,
    given,
    ...hardwareOf(toml ?? '', { ...usual(), ...set, ...parts.waiting() }),
    canReboot,
    node: process.versions.node,
    machine: machineName(),
  };
};

/** Nobody has told it anything, and no agent has ever lived here. */
const isUntouched = (
  { file, stateFolder, storeFile, settingsFile, console }: UnsetLookParts,
  named: ReadonlySet<KeyName> | undefined,
): boolean => {
  // A file that is there, and says nothing that can be read, has said something once.
  if (named === undefined ? existsSync(file) : FOUR.some((key) => named.has(key))) return false;
  const left = ['state.json', 'state.db', 'relays.json', 'console.json'];
  const traces = stateFolder === undefined ? [] : left.map((name) => join(stateFolder, name));
  const { pinFile } = console;
  const own = [
    settingsFile,
    storeFile,
    databaseFile(storeFile),
    ...(pinFile === undefined ? [] : [pinFile]),
  ];
  return ![...traces, ...own].some((path) => existsSync(path));
};

/** What a commit gives it by itself is no trouble, unless that is all. */
const worthTelling = (problems: readonly Problem[], usual: SetValues): readonly Problem[] => {
  const others = problems.filter(
    ({ isMissing, key }) => isMissing !== true || key === undefined || !(key in usual),
  );
  return others.length > 0 ? others : problems;
};

/** Without `over`: of the file alone. */
const problemsOf = (file: string, over?: SetValues): readonly Problem[] => {
  try {
    loadConfig(file, over);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
};

const troubleOf = (
  file: string,
  problem: Problem,
  named: ReadonlySet<KeyName> | undefined,
): UnsetTrouble => {
  const key = Object.keys(KEYS).find((name): name is KeyName => name === problem.key);
  const isSilent = key !== undefined && named?.has(key) !== true;
  const isMendedHere = key !== undefined && (isSettable(key) || (isFoundedByHand(key) && isSilent));
  return {
    ...(problem.key !== undefined && { key: problem.key }),
    isMissing: problem.isMissing === true,
    isMendedHere,
    says: problemSays(file, problem),
  };
};

/** Whoever sets it up anew here mends it. */
const lostFile = (file: string): UnsetTrouble => ({
  isMissing: false,
  isMendedHere: true,
  says: UNSET_PHRASES.lostFile(file),
});

/** The next commit replaces them. */
const unreadSettings = (error: Error): UnsetTrouble => ({
  isMissing: false,
  isMendedHere: true,
  says: plain(describeFailure(error)),
});

const givenOf = (
  sound: Partial<Settings>,
  named: ReadonlySet<KeyName> | undefined,
  waiting: SetValues,
): Readonly<Record<GivenName, Given>> => {
  const one = (key: GivenName): Given => {
    if (key in waiting) return { is: 'waiting', value: shownValue(waiting[key]) };
    const value = sound[key];
    if (value !== undefined) return { is: 'there', value: shownValue(value) };
    return { is: named?.has(key) === true ? 'wrong' : 'missing' };
  };
  return {
    'box.id': one('box.id'),
    'box.area': one('box.area'),
    'broker.url': one('broker.url'),
    'trust.roots': one('trust.roots'),
  };
};

const hardwareOf = (toml: string, over: SetValues): Pick<UnsetBox, 'relays' | 'sink'> => {
  const sound = soundSettings(toml, over);
  const sink = sound['audio.sink'] ?? KEYS['audio.sink'].byDefault;
  const device = sound['audio.device'] ?? KEYS['audio.device'].byDefault;
  return {
    relays: sound['amplifier.relays'] ?? KEYS['amplifier.relays'].byDefault,
    sink: sink === 'alsa' ? `alsa ${device}` : sink,
  };
};

/** Keys by their first letters, as people compare them. */
const shownValue = (value: unknown): string => {
  if (!Array.isArray(value)) return String(value);
  return value
    .map((key) => (key instanceof Uint8Array ? encodeBase64url(key) : String(key)))
    .map((key) => `${key.slice(0, 12)}…`)
    .join(', ');
};
