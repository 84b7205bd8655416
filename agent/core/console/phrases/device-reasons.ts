/**
 * Why a device said no, as a technician is told it. Drivers give their reason in English, for the log, with a remedy behind it; here
 * it is known again and said in both languages, without the remedy, which the step has. What is not known is shown as it came.
 */
import { plain, type Say } from './language.ts';

type Told = readonly [is: RegExp, says: (found: RegExpExecArray) => Say];

const always =
  (says: Say): (() => Say) =>
  () =>
    says;

const TOLD: readonly Told[] = [
  [
    /there is no sound card `([^`]+)`/,
    ([, device]) => ({ vi: `không có card "${device}"`, en: `there is no card "${device}"` }),
  ],
  [/no default device/, always({ vi: 'không có card tiếng nào', en: 'there is no card at all' })],
  [
    /another program holds/,
    always({ vi: 'chương trình khác đang giữ nó', en: 'another program holds it' }),
  ],
  [
    /this user may not use the sound card/,
    always({ vi: 'loa không có quyền dùng (nhóm audio)', en: 'not allowed (group audio)' }),
  ],
  [
    /does not play 16 bit at 48 kHz/,
    always({ vi: 'card không phát được 16 bit, 48 kHz', en: 'it does not play 16 bit at 48 kHz' }),
  ],
  [/was unplugged/, always({ vi: 'card đã bị rút ra', en: 'it was unplugged' })],
  [/takes no sound/, always({ vi: 'card không nhận tiếng', en: 'it takes no sound' })],
  [
    /nothing has left it for (\d+) ms/,
    ([, ms]) => ({
      vi: `${ms} ms không có tiếng nào ra`,
      en: `nothing has left it for ${ms} ms`,
    }),
  ],
  [
    /cannot be opened \((.*?)\)|sound card failed \((.*?)\)/,
    ([, opening, playing]) => ({
      vi: `card báo lỗi (${opening ?? playing})`,
      en: `the card says: ${opening ?? playing}`,
    }),
  ],
  [
    /process that plays aloud ended/,
    always({ vi: 'chương trình phát tiếng đã tắt', en: 'the program that plays has ended' }),
  ],
  [
    /ENOSPC|EDQUOT|disk is full|quota is (?:used up|full)/,
    always({ vi: 'hết chỗ', en: 'it is full' }),
  ],
  [/EROFS|read-?only/, always({ vi: 'đĩa chỉ đọc được', en: 'it can only be read' })],
  [
    /EACCES|EPERM|[Pp]ermission denied|not permitted|may not write/,
    always({ vi: 'không có quyền ghi', en: 'no right to write there' }),
  ],
  [
    /EIO|I\/O error|does not answer/,
    always({
      vi: 'đĩa hoặc thẻ nhớ báo lỗi đọc ghi',
      en: 'the disk or memory card reports errors',
    }),
  ],
  [
    /ENOENT|ENOTDIR|EISDIR|directory/,
    always({ vi: 'không có thư mục đó', en: 'there is no such directory' }),
  ],
];

export const reasonSays = (reason: string): Say => {
  for (const [is, says] of TOLD) {
    const found = is.exec(reason);
    if (found !== null) return says(found);
  }
  return plain(reason);
};
