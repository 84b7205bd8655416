/** The report in a real browser: what a reader sees, and that nothing is fetched, broken or hidden. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import type { RunRecord } from '../../../broker-sim/report/record/run-record.ts';
import { writeReport } from '../../../broker-sim/report/write-report.ts';
import { eventually, launchBrowser, noBrowser, openReport } from './report-browser.ts';
import { weakTexts } from './report-contrast.ts';
import { emptyVillage, goodVillage, stalledVillage } from '../village/report-villages.ts';

const LANES = ['horn', 'supply', 'line', 'phase', 'buffer', 'missing', 'link'];

describe('the report in a browser', { skip: noBrowser }, () => {
  let browser: Browser;
  let dir = '';
  const reportOf = async (name: string, record: RunRecord): Promise<string> => {
    const file = join(dir, name, 'report.html');
    await writeReport(record, file);
    return file;
  };
  let good = '';
  let stalled = '';

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'loa report '));
    browser = await launchBrowser();
    good = await reportOf('good', await goodVillage(join(dir, 'good')));
    stalled = await reportOf('stalled', await stalledVillage(join(dir, 'stalled')));
  });

  after(async () => {
    await browser.close();
    await rm(dir, { recursive: true, force: true });
  });

  it('says that three boxes heard all, draws every lane of each, and complains of nothing', async () => {
    const { page, complaints, requests } = await openReport(browser, good);
    assert.match(await page.locator('h1').innerText(), /3 of 3 boxes heard all 27\.4\s?s/);
    assert.match(await page.locator('.sentences').innerText(), /in step to the sample/);
    const cell = (name: string) => page.locator(`td[data-label="${name}"]`).first().innerText();
    assert.equal(await cell('Correction'), '−98.4\u202fppm, in the end −101.2\u202fppm');
    assert.equal(await cell('Card delay'), '120\u202fms to 120\u202fms');
    assert.match(
      await page.locator('.facts').innerText(),
      /phường Láng Hạ: lịch tiêm chủng mở rộng/,
    );
    for (const id of ['box-1', 'box-2', 'box-3']) {
      const box = page.locator(`[data-box="${id}"]`);
      assert.equal(await box.count(), 1, id);
      for (const lane of LANES) {
        const plot = await box.locator(`[data-lane="${lane}"] .plot`).boundingBox();
        assert.ok(plot !== null && plot.width > 600 && plot.height > 8, `${id} ${lane}`);
      }
      const wave = await box.locator('.wave-peaks').boundingBox();
      assert.ok(wave !== null && wave.width > 600 && wave.height > 40, `waveform of ${id}`);
    }
    assert.equal(await page.locator('.close-up .trace').count(), 3);
    assert.equal(await page.locator('.offsets tbody tr').count(), 3);
    assert.equal(await page.locator('.numbers .trouble').count(), 0);
    assert.deepEqual(complaints, []);
    assert.equal(requests.length, 1, requests.join('\n'));
    assert.ok(requests.every((url) => url.startsWith('file:')));
    await page.close();
  });

  it('says exactly what went wrong where a link stalled and a box never started', async () => {
    const { page, complaints } = await openReport(browser, stalled);
    assert.match(await page.locator('h1').innerText(), /1 of 3 boxes heard all/);
    const troubles = await page.locator('.troubles li').allInnerTexts();
    assert.equal(troubles.length, 2);
    assert.match(troubles[0] ?? '', /^box-2 heard 25\.7\s?s: Nothing came for 3\.0 s/);
    assert.match(troubles[1] ?? '', /^box-3 heard nothing: The process ended with code 78/);
    assert.match(
      await page.locator('.sentences').innerText(),
      /At most 3 samples \(62\.5\s?µs\) apart: box-2 was behind box-1/,
    );
    const box = page.locator('[data-box="box-2"]');
    assert.equal(await box.locator('.loss-concealed').count(), 1);
    assert.ok((await box.locator('.loss-silent').count()) >= 5);
    assert.ok(((await box.locator('.xrun').boundingBox())?.height ?? 0) > 40);
    assert.match(await page.locator('[data-box="box-3"] .absent').innerText(), /never opened/);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  for (const [name, width] of [
    ['a telephone', 390],
    ['a laptop', 1280],
  ] as const) {
    it(`fits ${name}, ${String(width)} px wide`, async () => {
      for (const file of [good, stalled]) {
        const { page } = await openReport(browser, file, { viewport: { width, height: 844 } });
        const wide = await page.evaluate('document.documentElement.scrollWidth');
        assert.ok(Number(wide) <= width, `${String(wide)} px wide`);
        assert.equal(await page.evaluate(OUTSIDE), '');
        await page.close();
      }
    });
  }

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`can be read in the ${colorScheme} scheme`, async () => {
      const { page } = await openReport(browser, stalled, { colorScheme });
      const { measured, weak } = await weakTexts(page, 4.5);
      assert.ok(measured > 100);
      assert.deepEqual(weak, []);
      await page.close();
    });
  }

  it('answers the crosshair with what every box was at that moment', async () => {
    const { page, complaints } = await openReport(browser, stalled);
    const plot = page.locator('[data-box="box-2"] .lane-missing .plot');
    const bar = await page.locator('[data-box="box-2"] .loss-silent').last().boundingBox();
    const around = await plot.boundingBox();
    assert.ok(bar !== null && around !== null);
    await plot.hover({ position: { x: bar.x + bar.width - around.x + 2, y: 5 } });
    const flag = page.locator('.cursor-flag');
    assert.match(await flag.innerText(), /^\+13\.\d\d s · 02:14:18\.\d{3} UTC$/);
    const readout = (box: string, lane: string): Promise<string> =>
      page.locator(`[data-box="${box}"] .lane-${lane} .readout`).innerText();
    assert.equal(await readout('box-2', 'missing'), '88 late, 5 concealed, 85 silent');
    assert.equal(await readout('box-1', 'missing'), 'none');
    assert.equal(await readout('box-1', 'supply'), 'on');
    assert.equal(await readout('box-1', 'phase'), 'playing');
    assert.match(await readout('box-1', 'buffer'), /^0\.9\d\s?s$/);
    await page.mouse.move(5, 5);
    assert.equal(await flag.isVisible(), false);
    assert.match(await readout('box-1', 'supply'), /^on 30\.8\s?s$/);

    await page.locator('.timeline').focus();
    await page.keyboard.press('Shift+ArrowRight');
    assert.match(await flag.innerText(), /^\+1\.00 s/);
    await page.locator('.close-up .plot').hover();
    assert.match(
      await page.locator('.close-up-readout').innerText(),
      /ms: box-1 [+−]\d+ · box-2 [+−]\d+/,
    );
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it('plays what left a horn, and moves the crosshair along', async () => {
    const { page, complaints, requests } = await openReport(browser, good);
    await page.locator('[data-box="box-2"] .listen').click();
    const flag = page.locator('.cursor-flag');
    await eventually(async () => /^\+0\.[1-9]/.test(await flag.innerText()), 'the crosshair moves');
    await page.locator('[data-box="box-2"] .listen').click();
    assert.equal(await flag.isVisible(), false);
    assert.ok(requests.some((url) => url.endsWith('/box-2.wav')));
    assert.ok(requests.every((url) => url.startsWith('file:')));
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it('shows all of it without scripts', async () => {
    const { page } = await openReport(browser, good, { javaScriptEnabled: false });
    assert.match(await page.locator('h1').innerText(), /3 of 3/);
    assert.equal(await page.locator('.wave-peaks').count(), 6);
    assert.equal(await page.locator('.lane-supply .bar').count(), 3);
    assert.match(await page.locator('.lane-buffer .readout').first().innerText(), /^lowest 0\.9/);
    await page.close();
  });

  it('keeps a title and a name that are markup as the text they are', async () => {
    const evil = `</script></style><b>"'&<img src=x onerror=alert(1)>`;
    const { boxes, ...village } = await stalledVillage(join(dir, 'evil'));
    const file = await reportOf('evil', {
      ...village,
      title: evil,
      issuer: evil,
      area: evil,
      source: evil,
      notices: [evil],
      boxes: boxes.map((box) => ({ ...box, id: evil + box.id, problems: [evil] })),
      offsets: [{ pair: [evil, evil], samples: 1, us: 20.8 }],
    });
    const { page, complaints, requests } = await openReport(browser, file);
    assert.equal(await page.locator('img, b:not(.kicker b, .tick b, .troubles b)').count(), 0);
    assert.equal(await page.title(), `${evil} · Loa`);
    assert.equal(await page.locator('.facts bdi').innerText(), evil);
    assert.equal(await page.locator('h3').first().innerText(), `${evil}box-1`);
    assert.equal(await page.evaluate(OUTSIDE), '');
    await page.locator('.lane-horn .plot').first().hover();
    assert.equal(await page.locator('.cursor-flag').isVisible(), true);
    assert.deepEqual(complaints, []);
    assert.equal(requests.length, 1);
    await page.close();
  });

  it('says so when no box took part', async () => {
    const { page, complaints } = await openReport(browser, await reportOf('empty', emptyVillage()));
    assert.equal(await page.locator('h1').innerText(), '✕\nNo box took part');
    assert.match(await page.locator('.absent-note').innerText(), /Nothing left any horn/);
    assert.deepEqual(complaints, []);
    await page.close();
  });
});

/** Runs in the page: the first text that reaches beyond the window, or nothing. */
const OUTSIDE = `(() => {
  for (const element of document.querySelectorAll('main *')) {
    const hidden = element.closest('.bar, svg, thead') || !element.checkVisibility();
    const { left, right } = element.getBoundingClientRect();
    if (!hidden && (right > innerWidth + 0.5 || left < -0.5)) return element.outerHTML.slice(0, 200);
  }
  return '';
})()`;
