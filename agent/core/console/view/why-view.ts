/** The diagnosis walk: each step with what was measured, and under each failure what to do. The first one is the one to mend. */
import { diagnose } from '../diagnosis/diagnosis.ts';
import type { Finding } from '../diagnosis/finding.ts';
import type { Probes } from '../diagnosis/probes.ts';
import type { Language } from '../phrases/language.ts';
import { STATUS_PHRASES } from '../phrases/status-phrases.ts';
import type { BoxSnapshot } from '../snapshot.ts';
import { labelled } from './screen.ts';
import { stepLines, verdictLines } from './status-view.ts';

export const whyView = (box: BoxSnapshot, probes: Probes, language: Language): string[] => {
  const findings = diagnose(box, probes);
  return [
    ...findings.flatMap((finding) => [
      ...stepLines(finding, language),
      ...remedyLines(finding, language),
    ]),
    '',
    ...verdictLines(findings, language),
  ];
};

const remedyLines = ({ mark, remedy }: Finding, language: Language): string[] =>
  remedy === undefined || mark === 'pass'
    ? []
    : labelled('', `${STATUS_PHRASES.remedy[language]} ${remedy[language]}`, 21);
