/** `provision`: what whoever installs a box must give it, whether it has it, and how it is given. The verdict comes first. */
import { joined, plain, type Language, type Say } from '../phrases/language.ts';
import { PROVISION_PHRASES as SAYS } from '../phrases/provision-phrases.ts';
import { STATUS_PHRASES } from '../phrases/status-phrases.ts';
import type { BoxSnapshot } from '../snapshot.ts';
import { COLUMNS, labelled, wrapped } from './screen.ts';
import { utcText } from './utc-text.ts';

const LABEL_COLUMNS = 20;

interface Given {
  readonly label: Say;
  readonly value: Say;
  /** What is to be done where it is not there. */
  readonly remedy?: Say;
}

export const provisionView = (box: BoxSnapshot, hasPin: boolean, language: Language): string[] => {
  const all = given(box, hasPin);
  const missing = all.filter(({ remedy }) => remedy !== undefined);
  const verdict =
    missing.length === 0
      ? SAYS.whole
      : SAYS.lacks(
          joined(
            missing.map(({ label }) => label),
            ', ',
          ),
        );
  return [
    ...wrapped(verdict[language], COLUMNS),
    '',
    ...all.flatMap(({ label, value, remedy }) => [
      ...labelled(label[language], value[language], LABEL_COLUMNS),
      ...(remedy === undefined
        ? []
        : labelled('', `${STATUS_PHRASES.remedy[language]} ${remedy[language]}`, LABEL_COLUMNS)),
    ]),
  ];
};

const given = ({ box, atUs, facts }: BoxSnapshot, hasPin: boolean): Given[] => [
  { label: SAYS.box, value: plain(box) },
  { label: SAYS.area, value: plain(facts.area) },
  { label: SAYS.broker, value: plain(facts.brokerUrl) },
  certificate(facts.certificateEndsAtUs, atUs),
  roots(facts.roots),
  hasPin
    ? { label: SAYS.pin, value: SAYS.pinSet }
    : { label: SAYS.pin, value: SAYS.no, remedy: SAYS.setPin(facts.configFile) },
  { label: SAYS.time, value: plain(facts.timeServer) },
  { label: SAYS.file, value: plain(facts.configFile) },
];

const certificate = (endsAtUs: number | null, atUs: number): Given => {
  const label = SAYS.certificate;
  if (endsAtUs === null) return { label, value: SAYS.no, remedy: SAYS.askCertificate };
  const value = plain(utcText(endsAtUs));
  return endsAtUs > atUs
    ? { label, value: SAYS.until(value) }
    : { label, value: SAYS.ended(value), remedy: SAYS.askCertificate };
};

/** One that is believed and another that can replace it, should it be stolen. */
const roots = (keys: readonly string[]): Given => {
  const given = { label: SAYS.roots, value: plain(keys.join(', ')) };
  return keys.length > 1 ? given : { ...given, remedy: SAYS.reserveRoot };
};
