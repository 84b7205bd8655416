/** The page of the report, from the record to HTML: what is on it, and in which order. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { boundedRecord } from './record/bounded-record.ts';
import { boxArticle, lanesOf, type BoxDrawing } from './box-article.ts';
import { bufferScaleUs } from './lanes/buffer-lanes.ts';
import { cursorData, type DrawnBox } from './lanes/cursor-series.ts';
import { TICKS_MOST } from './lanes/lane.ts';
import { html, jsonInScript, trusted, type Markup } from './markup.ts';
import { numbersTable } from './numbers-table.ts';
import { READING_GUIDE } from './reading-guide.ts';
import { REPORT_STYLE } from './report-style.ts';
import type { BoxRecord, RunRecord } from './record/run-record.ts';
import { signedSeconds, utcTime } from './quantity.ts';
import { reportHead } from './report-head.ts';
import { startSection } from './start-section.ts';
import { startZoomOf, type BoxWav } from './start-zoom.ts';
import { shareOf, ticksOf, timeAxisOf, utcOf, type TimeAxis } from './lanes/time-axis.ts';
import { verdictOf } from './verdict.ts';
import type { Waveform } from './lanes/waveform-lane.ts';
import { peaksOf } from './lanes/waveform-peaks.ts';
import { openWav } from './record/wav-file.ts';

const WAVE_COLUMNS = 1_000;
/** Colours of boxes repeat after this many. */
const TINTS = 6;

/** `besideDir` is where the report will lie: its links to the WAVs are relative to that. */
export const reportPage = async (whole: RunRecord, besideDir: string): Promise<string> => {
  const record = boundedRecord(whole);
  const axis = timeAxisOf(record);
  const wavs: BoxWav[] = [];
  const waveforms: Waveform[] = [];
  try {
    for (const box of record.boxes) waveforms.push(await waveformOf(box, axis, wavs));
    const zoom = await startZoomOf(record, wavs);
    const tints = new Map(
      record.boxes.map((box, index) => [box.id, `tint-${String(index % TINTS)}`]),
    );
    const tintOf = (boxId: string): string => tints.get(boxId) ?? 'tint-0';
    const scales = {
      amplitude: Math.max(
        1,
        ...waveforms.map((wave) => (typeof wave === 'string' ? 0 : wave.peak)),
      ),
      bufferUs: bufferScaleUs(record.boxes, record.groupDelayUs),
    };
    const boxes = record.boxes.map((box, index): DrawnBox => {
      const drawing: BoxDrawing = {
        box,
        waveform: waveforms[index] ?? '',
        pageId: `box-${String(index)}`,
        tint: tintOf(box.id),
        wavHref: hrefOf(box, besideDir),
      };
      return { drawing, lanes: lanesOf(drawing, record, axis, scales) };
    });
    const body = html` ${reportHead(record, verdictOf(record))} ${timeline(boxes, axis)}
    ${startSection(record, zoom, tintOf)} ${numbersTable(record, tintOf)} ${READING_GUIDE}`;
    const data = jsonInScript(cursorData(boxes, axis, zoom?.close ?? null));
    return document(record.title, body, data, await pageScript());
  } finally {
    await Promise.all(wavs.map(({ wav }) => wav.close()));
  }
};

const waveformOf = async (box: BoxRecord, axis: TimeAxis, wavs: BoxWav[]): Promise<Waveform> => {
  if (box.wavPath === null) return 'Nothing was recorded: the sound card was never opened.';
  const opened = await openWav(box.wavPath);
  if (!opened.ok) return `The recording ${opened.reason}.`;
  wavs.push({ box, wav: opened.wav });
  if (box.segments.length === 0) return 'The recording says nothing of when it left the horn.';
  return peaksOf(opened.wav, box.segments, axis, WAVE_COLUMNS);
};

const hrefOf = (box: BoxRecord, besideDir: string): string | null => {
  if (box.wavPath === null) return null;
  return relative(besideDir, resolve(box.wavPath)).split(sep).map(encodeURIComponent).join('/');
};

const timeline = (boxes: readonly DrawnBox[], axis: TimeAxis): Markup =>
  html` <section
    class="timeline"
    tabindex="0"
    aria-label="Time line of all boxes; move the crosshair with the arrow keys"
  >
    <div class="lane axis">
      <span class="lane-label">Since the start<br />UTC</span>
      <div class="plot">
        ${ticksOf(axis, TICKS_MOST).map((atUs, index) => {
          const share = shareOf(axis, atUs);
          return html`<span
            class="tick${index % 2 === 1 ? ' tick-odd' : ''}"
            style="--at:${(share * 100).toFixed(3)}%"
            ><b>${signedSeconds(atUs - axis.startUs, 0)}</b
            ><br />${utcTime(utcOf(axis, atUs))}</span
          >`;
        })}<span class="cursor-flag" aria-live="polite"></span>
      </div>
      <span class="readout"></span>
    </div>
    <div class="cursor-track" aria-hidden="true"><i class="cursor"></i></div>
    ${boxes.map(({ drawing, lanes }) => boxArticle(drawing, lanes, axis))}
  </section>`;

/** The script compiled from `page/crosshair.ts`, which stands beside this file when it runs. */
const pageScript = async (): Promise<string> => {
  const script = await readFile(new URL('./page/crosshair.js', import.meta.url), 'utf8');
  return script.replace(/^\/\/# sourceMappingURL=.*$/m, '').replaceAll('</', '<\\/');
};

/** The policy lets nothing be fetched but a WAV beside the page, and nothing be run but the one script. */
const document = (title: string, body: Markup, data: Markup, script: string): string => {
  const hash = createHash('sha256').update(script).digest('base64');
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; media-src 'self' file:; base-uri 'none'; form-action 'none'`;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <title>${title} · Loa</title>
        ${element('style', '', REPORT_STYLE)}
      </head>
      <body>
        <main>${body}</main>
        ${element('script', ' type="application/json" id="cursor-data"', data.text)}
        ${element('script', ' type="module"', script)}
      </body>
    </html>`;
  return `${page.text}\n`;
};

/** To the byte, because the policy's hash is taken over the content. */
const element = (name: string, attributes: string, content: string): Markup =>
  trusted(`<${name}${attributes}>${content}</${name}>`);
