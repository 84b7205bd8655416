/** What came of a test: what was played, and how relays and line stood while it was. */
import { LINE_STATES } from '../phrases/state-phrases.ts';
import type { LineState } from '../../body/speaker-line.ts';
import { FAULT_TROUBLES } from '../phrases/fault-phrases.ts';
import type { Language, Say } from '../phrases/language.ts';
import { RELAY_PHRASES } from '../phrases/relay-phrases.ts';
import { TEST_PHRASES as SAYS } from '../phrases/test-phrases.ts';
import type { BoxSnapshot } from '../snapshot.ts';
import type { TestName } from '../test-name.ts';
import { relayLines } from './relay-view.ts';
import { COLUMNS, labelled, wrapped } from './screen.ts';

const LABEL_COLUMNS = 20;

const LINE_REMEDIES: Readonly<Partial<Record<LineState, Say>>> = {
  short: FAULT_TROUBLES['line.short'].remedy,
  open: FAULT_TROUBLES['line.open'].remedy,
  unknown: SAYS.lineByEar,
};

/** `box`: as it was while the test was last seen. */
export const testView = (
  test: TestName,
  box: BoxSnapshot,
  hasCardFailed: boolean,
  language: Language,
): string[] => {
  const { speakerLine } = box.body;
  const lineState = [
    ...labelled(SAYS.lineWas[language], LINE_STATES[speakerLine][language], LABEL_COLUMNS),
    ...labelled('', LINE_REMEDIES[speakerLine]?.[language] ?? '', LABEL_COLUMNS),
  ].filter((text) => text !== '');
  switch (test) {
    case 'tone':
    case 'speech':
      return sound(box, hasCardFailed, language);
    case 'relay':
      return [SAYS.relaysWere[language], ...relayLines(box, language)];
    case 'line':
      return lineState;
    case 'all':
      return [
        ...sound(box, hasCardFailed, language),
        SAYS.relaysWere[language],
        ...relayLines(box, language),
        ...lineState,
        ...labelled(
          RELAY_PHRASES.disagreements[language],
          String(box.relayDisagreements),
          LABEL_COLUMNS,
        ),
      ];
  }
};

const sound = (box: BoxSnapshot, hasCardFailed: boolean, language: Language): string[] => {
  const heardS = box.announcement?.heardS ?? 0;
  const says = heardS > 0 && !hasCardFailed ? SAYS.heard(heardS) : SAYS.unheard;
  return wrapped(says[language], COLUMNS);
};
