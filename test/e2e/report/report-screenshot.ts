/**
 * Takes the README's picture of a report: `node dist/test/e2e/report/report-screenshot.js out/report.html docs/images/report.png`.
 * The picture is the head and the first boxes, light, 1280 px wide.
 */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { launchBrowser, noBrowser, openReport } from './report-browser.ts';

const WIDTH = 1_280;
const HEIGHT_MOST = 1_480;

const takePicture = async (report: string, picture: string): Promise<void> => {
  const browser = await launchBrowser();
  try {
    const { page } = await openReport(browser, report, {
      viewport: { width: WIDTH, height: HEIGHT_MOST },
      colorScheme: 'light',
    });
    const timeline = await page.locator('.timeline').boundingBox();
    const height = Math.min(
      HEIGHT_MOST,
      (timeline?.y ?? 0) + (timeline?.height ?? HEIGHT_MOST) + 24,
    );
    await mkdir(dirname(picture), { recursive: true });
    await page.screenshot({ path: picture, clip: { x: 0, y: 0, width: WIDTH, height } });
  } finally {
    await browser.close();
  }
};

const [report, picture] = process.argv.slice(2);
if (noBrowser !== false) {
  console.error(`No picture was taken: ${noBrowser}.`);
  process.exitCode = 1;
} else if (report === undefined || picture === undefined) {
  console.error(
    'Say which report and which picture: report-screenshot.js out/report.html picture.png',
  );
  process.exitCode = 2;
} else {
  await takePicture(report, picture);
}
