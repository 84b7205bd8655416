/** The screens of a box that cannot start: what is wrong and what to do comes first, as on every other screen. */
import { DETAIL_PHRASES } from '../phrases/detail-phrases.ts';
import { plain, joined, type Language, type Say } from '../phrases/language.ts';
import { PROVISION_PHRASES } from '../phrases/provision-phrases.ts';
import { STATUS_PHRASES } from '../phrases/status-phrases.ts';
import { COLUMNS, labelled, wrapped } from '../view/screen.ts';
import type { Given, GivenName, UnsetBox, UnsetTrouble } from './unset-box.ts';
import { GIVEN_SLOTS, HELD_PHRASES, UNSET_PHRASES as SAYS } from './unset-phrases.ts';

/** More than this are counted: a screen has 24 lines. */
const TROUBLES_SHOWN_MAX = 4;
const LABEL_COLUMNS = 15;

/** In one sentence; where it was told nothing yet, the keys that it waits for. */
export const causeOf = ({ troubles }: UnsetBox): Say => {
  const missing = troubles.flatMap(({ isMissing, key }) => (isMissing && key ? [key] : []));
  const [first] = troubles;
  if (missing.length === troubles.length) return SAYS.notGiven(missing.join(', '));
  return first?.says ?? plain('');
};

/** What to do first. */
export const remedyOf = (box: UnsetBox): Say => {
  const { troubles, hasPin, isNew, configFile } = box;
  const atMachine = troubles.find(({ isMendedHere }) => !isMendedHere);
  if (atMachine !== undefined) return SAYS.mendFile(configFile);
  if (!hasPin && !isNew) return SAYS.pinAtMachine(configFile);
  const wrong = troubles.find(({ isMissing }) => !isMissing);
  if (wrong === undefined) return SAYS.setUp;
  return wrong.key === undefined ? SAYS.setUpAgain : SAYS.setHere(wrong.key);
};

export const unsetLead = (box: UnsetBox): Say => {
  const [verdict, cause, remedy] = [SAYS.verdict, causeOf(box), remedyOf(box)];
  const mends = STATUS_PHRASES.remedy;
  return {
    vi: `${verdict.vi} ${cause.vi}\n${mends.vi} ${remedy.vi}`,
    en: `${verdict.en} ${cause.en}\n${mends.en} ${remedy.en}`,
  };
};

export const unsetStatusView = (box: UnsetBox, language: Language): string[] => [
  ...prose(unsetLead(box), language),
  `${box.name ?? SAYS.nameless[language]} · loa ${box.version} · ${box.configFile}`,
  '-'.repeat(COLUMNS),
  ...troubleLines(box, () => [], language),
  ...prose(joined([HELD_PHRASES[box.held], SAYS.idle], ' '), language),
];

/** Every trouble with what mends it. */
export const unsetWhyView = (box: UnsetBox, language: Language): string[] => {
  const remedyLines = ({ isMendedHere, key }: UnsetTrouble): string[] => {
    const here = key === undefined ? SAYS.setUpAgain : SAYS.setHere(key);
    const remedy = isMendedHere ? here : SAYS.mendFile(box.configFile);
    return labelled('', `${STATUS_PHRASES.remedy[language]} ${remedy[language]}`, 3);
  };
  return [...troubleLines(box, remedyLines, language), '', ...prose(unsetLead(box), language)];
};

const troubleLines = (
  { troubles }: UnsetBox,
  behind: (trouble: UnsetTrouble) => string[],
  language: Language,
): string[] => {
  const untold = troubles.length - TROUBLES_SHOWN_MAX;
  return [
    ...troubles
      .slice(0, TROUBLES_SHOWN_MAX)
      .flatMap((trouble, index) => [
        ...labelled(`${index + 1}.`, trouble.says[language], 3),
        ...behind(trouble),
      ]),
    ...(untold > 0 ? labelled('', SAYS.more(untold)[language], 3) : []),
  ];
};

/** For a program: one line of JSON. */
export const unsetJson = (box: UnsetBox): string =>
  JSON.stringify({ verdict: 'unset', cause: causeOf(box), remedy: remedyOf(box), ...box });

export const unsetIdentityView = (box: UnsetBox, language: Language): string[] => {
  const row = (label: Say, value: string): string[] =>
    labelled(label[language], value, LABEL_COLUMNS);
  return [
    ...row(PROVISION_PHRASES.box, box.name ?? SAYS.nameless[language]),
    ...row(SAYS.software, `loa ${box.version}, node ${box.node}`),
    ...row(SAYS.machine, box.machine),
    ...row(PROVISION_PHRASES.file, box.configFile),
  ];
};

const LABELS: Readonly<Record<GivenName, Say>> = {
  'box.id': PROVISION_PHRASES.box,
  'box.area': PROVISION_PHRASES.area,
  'broker.url': PROVISION_PHRASES.broker,
  'trust.roots': PROVISION_PHRASES.roots,
};

/** What it must be given, in the order in which that is done: a PIN first, because it guards the rest. */
export const unsetProvisionView = (box: UnsetBox, language: Language): string[] => {
  const { hasPin, isNew, configFile, given } = box;
  const names = Object.keys(LABELS) as GivenName[];
  const lacking = [
    ...(hasPin ? [] : [PROVISION_PHRASES.pin]),
    ...names.filter((name) => isLacking(given[name])).map((name) => LABELS[name]),
  ];
  const isPinNext = !hasPin;
  const pinRemedy = isNew ? SAYS.typePin : SAYS.typePinAtMachine(configFile);
  const isMistaken = box.troubles.some(
    ({ isMissing, isMendedHere, key }) => !isMissing && (key !== undefined || !isMendedHere),
  );
  const verdict =
    lacking.length > 0
      ? SAYS.lacks(joined(lacking, ', '))
      : isMistaken
        ? SAYS.allGivenButMistakes
        : SAYS.allGiven;
  return [
    ...prose(verdict, language),
    '',
    ...row(PROVISION_PHRASES.pin, hasPin ? PROVISION_PHRASES.pinSet : SAYS.none, language),
    ...(isPinNext ? remedyRow(pinRemedy, language) : []),
    ...names.flatMap((name) => [
      ...row(LABELS[name], shown(given[name]), language),
      ...(isLacking(given[name]) ? remedyRow(SAYS.typeKey(name, GIVEN_SLOTS[name]), language) : []),
    ]),
    ...row(DETAIL_PHRASES.sink, plain(box.sink), language),
    ...(box.relays === 'fake'
      ? [
          ...row(DETAIL_PHRASES.relays, SAYS.noRelays, language),
          ...remedyRow(SAYS.typeRelays, language),
        ]
      : row(DETAIL_PHRASES.relays, plain(box.relays), language)),
    ...row(PROVISION_PHRASES.file, plain(configFile), language),
  ];
};

const isLacking = ({ is }: Given): boolean => is === 'missing' || is === 'wrong';

const shown = (given: Given): Say => {
  switch (given.is) {
    case 'missing':
      return SAYS.none;
    case 'wrong':
      return SAYS.wrong;
    case 'there':
      return plain(given.value);
    case 'waiting':
      return SAYS.waiting(given.value);
  }
};

const row = (label: Say, value: Say, language: Language): string[] =>
  labelled(label[language], value[language], LABEL_COLUMNS);

const remedyRow = (remedy: Say, language: Language): string[] =>
  labelled('', `${STATUS_PHRASES.remedy[language]} ${remedy[language]}`, LABEL_COLUMNS);

const prose = (says: Say, language: Language): string[] =>
  says[language].split('\n').flatMap((line) => wrapped(line, COLUMNS));
