/** The screens that tell one thing in full: the network, the time, what the box is, what is wrong with it. */
import { diagnose } from '../diagnosis/diagnosis.ts';
import type { Probes, Tried } from '../diagnosis/probes.ts';
import type { Step } from '../diagnosis/finding.ts';
import { correctionSays, DETAIL_PHRASES as SAYS } from '../phrases/detail-phrases.ts';
import { MARK_NAMES } from '../phrases/diagnosis-phrases.ts';
import { decimal, duration, plain, span, type Language, type Say } from '../phrases/language.ts';
import { LINK_TROUBLES } from '../phrases/link-phrases.ts';
import { STATUS_PHRASES } from '../phrases/status-phrases.ts';
import { LINK_STATES, SYNC_STATES } from '../phrases/state-phrases.ts';
import type { BoxSnapshot } from '../snapshot.ts';
import { labelled } from './screen.ts';
import { leadLines, stepLines } from './status-view.ts';
import { utcText, vietnamTime } from './utc-text.ts';

const LABEL_COLUMNS = 20;
type Row = readonly [label: Say, value: Say];

const rows = (all: readonly Row[], language: Language): string[] =>
  all.flatMap(([label, value]) => labelled(label[language], value[language], LABEL_COLUMNS));

const WAY: readonly Step[] = ['network', 'dns', 'tls', 'broker'];

export const networkView = (box: BoxSnapshot, probes: Probes, language: Language): string[] => [
  ...leadLines(
    diagnose(box, probes).filter(({ step }) => WAY.includes(step)),
    language,
  ),
  ...rows(
    [
      ...probes.addresses.map(({ device, address }): Row => [
        SAYS.address,
        plain(`${device} ${address}`),
      ]),
      [
        SAYS.route,
        probes.route === null
          ? SAYS.noRoute
          : plain(`${probes.route.device} -> ${probes.route.gateway}`),
      ],
      [SAYS.nameServers, plain(probes.nameServers.join(', ') || '-')],
      [
        SAYS.signal,
        probes.signals.length === 0
          ? SAYS.notMeasured
          : plain(probes.signals.map(({ device, dbm }) => `${device} ${dbm} dBm`).join(', ')),
      ],
      [
        SAYS.mobile,
        probes.mobile === null
          ? SAYS.notMeasured
          : plain(`${probes.mobile.dbm} dBm (${utcText(probes.mobile.writtenAtUs)})`),
      ],
      [SAYS.broker, plain(box.facts.brokerUrl)],
      [
        SAYS.link,
        {
          vi: `${LINK_STATES[box.link.state].vi}, ${span(box.link.sinceS).vi}`,
          en: `${LINK_STATES[box.link.state].en}, ${span(box.link.sinceS).en}`,
        },
      ],
      [SAYS.dns, tried(probes.dns)],
      [SAYS.tcp, tried(probes.tcp)],
      [SAYS.tls, tried(probes.tls)],
    ],
    language,
  ),
];

const tried = (one: Tried): Say => {
  switch (one.went) {
    case 'well':
      return {
        vi: `${duration(one.tookUs).vi} ${one.detail}`,
        en: `${duration(one.tookUs).en} ${one.detail}`,
      };
    case 'wrong':
      return LINK_TROUBLES[one.cause].what;
    case 'skipped':
      return SAYS.skipped;
  }
};

export const timeView = (box: BoxSnapshot, language: Language): string[] => {
  const { sync, errorUs, trusted } = box.clock;
  const { stepError, correction } = box.announcement ?? { stepError: null, correction: null };
  const ppm = (value: number): Say => SAYS.ppm(decimal(value, 2));
  return [
    ...leadLines(
      diagnose(box).filter(({ step }) => step === 'time'),
      language,
    ),
    ...rows(
      [
        [SAYS.now, SAYS.nowIs(utcText(box.atUs), vietnamTime(box.atUs))],
        [SAYS.server, plain(box.facts.timeServer)],
        [SAYS.trusted, trusted ? SAYS.yes : SAYS.no],
        // How far the machine's own clock is off nobody here knows.
        [SAYS.error, sync === undefined ? SAYS.notMeasured : duration(errorUs)],
        ...(sync === undefined
          ? []
          : ([
              [SAYS.syncState, SYNC_STATES[sync.state]],
              [SAYS.drift, measured(sync.driftPpm, ppm)],
              [SAYS.roundTrip, measured(sync.roundTripUs, duration)],
              [SAYS.answered, measured(sync.ageS, span)],
            ] satisfies Row[])),
        [SAYS.stepError, stepError === null ? SAYS.notPlaying : duration(stepError.p95Us)],
        [SAYS.correction, correction === null ? SAYS.notPlaying : correctionSays(correction)],
      ],
      language,
    ),
  ];
};

const measured = (value: number | null, say: (value: number) => Say): Say =>
  value === null ? plain('-') : say(value);

export const identityView = (box: BoxSnapshot, language: Language): string[] => {
  const { facts } = box;
  return rows(
    [
      [SAYS.box, plain(box.box)],
      [SAYS.area, plain(facts.area)],
      [SAYS.version, plain(`loa ${facts.version}, Node ${facts.node}`)],
      [SAYS.machine, plain(facts.machine)],
      [SAYS.broker, plain(facts.brokerUrl)],
      [SAYS.roots, plain(facts.roots.join(', '))],
      [SAYS.sink, plain(facts.sink)],
      [SAYS.decoder, plain(facts.decoder)],
      [SAYS.relays, plain(facts.relays)],
      [SAYS.config, plain(facts.configFile)],
    ],
    language,
  );
};

export const proofView = ({ proof }: BoxSnapshot, language: Language): string[] =>
  rows(
    [
      [SAYS.lastRecord, plain(String(proof.number))],
      [SAYS.acknowledged, plain(String(proof.acknowledged))],
      [SAYS.waiting, plain(String(proof.number - proof.acknowledged))],
      [SAYS.unsaved, plain(String(proof.unsaved))],
      [SAYS.dropped, plain(String(proof.dropped))],
    ],
    language,
  );

/** Every step that is not well, each with its remedy. */
export const faultsView = (box: BoxSnapshot, language: Language): string[] => {
  const troubles = diagnose(box).filter(({ mark }) => mark === 'fail' || mark === 'warn');
  if (troubles.length === 0) return [SAYS.noFaults[language]];
  return troubles.flatMap((finding) => [
    ...stepLines(finding, language),
    ...labelled(
      '',
      `${STATUS_PHRASES.remedy[language]} ${finding.remedy?.[language] ?? MARK_NAMES.warn[language]}`,
      21,
    ),
  ]);
};
