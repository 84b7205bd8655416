/** One screen that begins with the verdict: the box is good, or the one thing that is wrong and what to do. Then every step. */
import { diagnose } from '../diagnosis/diagnosis.ts';
import { isWell } from '../../self-test/findings.ts';
import { firstTrouble, type Finding, type Mark } from '../diagnosis/finding.ts';
import { fitted } from '../line/cells.ts';
import { MARK_NAMES, STEP_NAMES } from '../phrases/diagnosis-phrases.ts';
import { joined, type Language, type Say } from '../phrases/language.ts';
import { SELF_TEST_PARTS, SELF_TEST_PHRASES as SELF_TEST } from '../phrases/self-test-phrases.ts';
import { STATUS_PHRASES as SAYS } from '../phrases/status-phrases.ts';
import type { BoxSnapshot } from '../snapshot.ts';
import { COLUMNS, labelled } from './screen.ts';
import { utcText } from './utc-text.ts';

const LABEL_COLUMNS = 21;

export const statusView = (box: BoxSnapshot, language: Language): string[] => {
  const findings = diagnose(box);
  return [
    ...verdictLines(findings, language),
    `${box.box} · ${box.facts.area} · loa ${box.facts.version}`,
    '-'.repeat(COLUMNS),
    ...findings.flatMap((finding) => stepLines(finding, language)),
    ...selfTestLines(box, language),
    ...refusalLines(box, language),
  ];
};

/** The same for a program: one line of JSON. */
export const statusJson = (box: BoxSnapshot): string => {
  const findings = diagnose(box);
  const trouble = firstTrouble(findings);
  const verdict = trouble === undefined ? 'good' : trouble.mark === 'fail' ? 'broken' : 'doubtful';
  return JSON.stringify({ verdict, trouble: trouble?.step ?? null, findings, ...box });
};

export const verdictLines = (findings: readonly Finding[], language: Language): string[] => {
  const trouble = firstTrouble(findings);
  if (trouble === undefined) return [goodLine(findings)[language]];
  const { step, mark, measured, remedy } = trouble;
  const head = mark === 'fail' ? SAYS.broken : SAYS.doubtful;
  return [
    ...labelled(head[language], `${STEP_NAMES[step][language]}: ${measured[language]}`, 9),
    ...labelled(SAYS.remedy[language], remedy?.[language] ?? '', 9),
  ];
};

/** What nothing measured is not called good. */
const goodLine = (findings: readonly Finding[]): Say => {
  const unmeasured = findings.filter(({ mark }) => mark === 'unknown');
  if (unmeasured.length === 0) return SAYS.good;
  return SAYS.goodButFor(
    joined(
      unmeasured.map(({ step }) => STEP_NAMES[step]),
      ', ',
    ),
  );
};

export const stepLines = ({ step, mark, measured }: Finding, language: Language): string[] => {
  const name = fitted(STEP_NAMES[step][language], 13);
  return labelled(`${name} ${MARK_NAMES[mark][language]}`, measured[language], LABEL_COLUMNS);
};

/** How a screen of one thing begins: the first trouble with what to do, or that all is well. */
export const leadLines = (findings: readonly Finding[], language: Language): string[] => {
  const lead = firstTrouble(findings) ?? findings.at(-1);
  if (lead === undefined) return [];
  const { remedy } = lead;
  const mends = remedy && `${SAYS.remedy[language]} ${remedy[language]}`;
  return [
    ...stepLines(lead, language),
    ...(mends === undefined ? [] : labelled('', mends, LABEL_COLUMNS)),
    '',
  ];
};

/** The last of them; what it found wrong may be mended by now, so that it makes no verdict. */
const selfTestLines = ({ selfTest }: BoxSnapshot, language: Language): string[] => {
  const name = fitted(SELF_TEST.label[language], 13);
  const line = (mark: Mark, says: Say): string[] =>
    labelled(`${name} ${MARK_NAMES[mark][language]}`, says[language], LABEL_COLUMNS);
  if (selfTest === null) return line('unknown', SELF_TEST.none);
  const when = utcText(selfTest.atUs);
  if (selfTest.ok) return line('pass', SELF_TEST.well(when));
  const failed = Object.entries(SELF_TEST_PARTS).filter(
    ([part]) => !isWell(selfTest[part as keyof typeof SELF_TEST_PARTS]),
  );
  const parts = joined(
    failed.map(([, name]) => name),
    ', ',
  );
  return line('warn', SELF_TEST.failed(when, parts));
};

/** What was refused since the start, most often first. */
const refusalLines = ({ refusals }: BoxSnapshot, language: Language): string[] => {
  const counted = Object.entries(refusals).sort(([, one], [, other]) => other - one);
  if (counted.length === 0) return [];
  const shown = counted.slice(0, 3).map(([code, times]) => `${code} ${times}`);
  const more = counted.length > 3 ? [`+${counted.length - 3}`] : [];
  return labelled(SAYS.refused[language], [...shown, ...more].join(', '), LABEL_COLUMNS);
};
