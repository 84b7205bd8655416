/** The screens that tell one thing in full: the network, the time, what the box is, what is wrong with it. */
import { diagnose } from '../diagnosis/diagnosis.ts';
import type { Probes, Tried } from '../diagnosis/probes.ts';
import { DETAIL_PHRASES as SAYS } from '../phrases/detail-phrases.ts';
import { MARK_NAMES } from '../phrases/diagnosis-phrases.ts';
import { decimal, duration, plain, span, type Language, type Say } from '../phrases/language.ts';
import { LINK_TROUBLES } from '../phrases/link-phrases.ts';
import { STATUS_PHRASES } from '../phrases/status-phrases.ts';
import { LINK_STATES, SYNC_STATES } from '../phrases/state-phrases.ts';
import type { BoxSnapshot } from '../snapshot.ts';
import { labelled } from './screen.ts';
import { stepLines } from './status-view.ts';

const LABEL_COLUMNS = 20;
type Row = readonly [label: Say, value: Say];

const rows = (all: readonly Row[], language: Language): string[] =>
  all.flatMap(([label, value]) => labelled(label[language], value[language], LABEL_COLUMNS));

export const networkView = (box: BoxSnapshot, probes: Probes, language: Language): string[] =>
  rows(
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
  );

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
  const known: Row[] = [
    [SAYS.now, plain(utcText(box.atUs))],
    [SAYS.server, plain(box.facts.timeServer)],
    [SAYS.trusted, trusted ? SAYS.yes : SAYS.no],
    [SAYS.error, duration(errorUs)],
  ];
  if (sync === undefined) return rows(known, language);
  return rows(
    [
      ...known,
      [SAYS.syncState, SYNC_STATES[sync.state]],
      [
        SAYS.drift,
        measured(sync.driftPpm, (ppm) => ({
          vi: `${decimal(ppm, 2).vi} ppm`,
          en: `${decimal(ppm, 2).en} ppm`,
        })),
      ],
      [SAYS.roundTrip, measured(sync.roundTripUs, duration)],
      [SAYS.answered, measured(sync.ageS, span)],
    ],
    language,
  );
};

const measured = (value: number | null, say: (value: number) => Say): Say =>
  value === null ? plain('-') : say(value);

/** `2026-11-25 13:05:07 UTC`. */
export const utcText = (atUs: number): string => {
  const days = Math.floor(atUs / 86_400e6);
  const seconds = Math.floor(atUs / 1e6) - days * 86_400;
  const [year, month, day] = civil(days);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)} ${two(seconds / 3_600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)} UTC`;
};

/** Year, month and day of a day since 1970 (Hinnant, chrono-compatible low-level date algorithms). */
const civil = (days: number): [number, number, number] => {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day];
};

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

/** What whoever installs a box must give it, and whether it has it. */
export const provisionView = (
  { box, facts }: BoxSnapshot,
  hasPin: boolean,
  language: Language,
): string[] => {
  const { certificateEndsAtUs: endsAtUs } = facts;
  return rows(
    [
      [SAYS.box, plain(box)],
      [SAYS.area, plain(facts.area)],
      [SAYS.pin, hasPin ? SAYS.pinSet : SAYS.pinUnset],
      [SAYS.certificate, endsAtUs === null ? SAYS.noCertificate : plain(utcText(endsAtUs))],
      [SAYS.roots, plain(facts.roots.join(', '))],
      [SAYS.broker, plain(facts.brokerUrl)],
      [SAYS.server, plain(facts.timeServer)],
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
