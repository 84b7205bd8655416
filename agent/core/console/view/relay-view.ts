/** The two relays of the amplifier: as commanded, and as they were read back. */
import { RELAY_PHRASES as SAYS } from '../phrases/relay-phrases.ts';
import type { Language } from '../phrases/language.ts';
import { AMPLIFIER_STATES } from '../phrases/state-phrases.ts';
import type { BoxSnapshot } from '../snapshot.ts';
import { diagnose } from '../diagnosis/diagnosis.ts';
import { labelled } from './screen.ts';
import { leadLines } from './status-view.ts';

const LABEL_COLUMNS = 20;

export const relayView = (box: BoxSnapshot, language: Language): string[] => {
  const { relayDisagreements, amplifier, facts } = box;
  return [
    ...leadLines(
      diagnose(box).filter(({ step }) => step === 'amplifier'),
      language,
    ),
    ...relayLines(box, language),
    ...labelled(SAYS.state[language], AMPLIFIER_STATES[amplifier][language], LABEL_COLUMNS),
    ...labelled(SAYS.disagreements[language], String(relayDisagreements), LABEL_COLUMNS),
    ...labelled(SAYS.board[language], facts.relays, LABEL_COLUMNS),
  ];
};

/** Each relay on a line of its own. */
export const relayLines = ({ relays, relaysRead }: BoxSnapshot, language: Language): string[] => {
  const line = (label: string, on: boolean, read: boolean | null): string[] =>
    labelled(label, `${SAYS.commanded(on)[language]}; ${SAYS.read(read)[language]}`, LABEL_COLUMNS);
  return [
    ...line(SAYS.supply[language], relays.supply, relaysRead.supply),
    ...line(SAYS.line[language], relays.line, relaysRead.line),
  ];
};
