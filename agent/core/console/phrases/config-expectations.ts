/**
 * What a key of the configuration takes, as a technician is told it. The checkers say it in English, for the reference and the log;
 * here it is known again and said in both languages. What is not known is shown as it came.
 */
import type { Say } from './language.ts';

const VIETNAMESE: readonly (readonly [is: RegExp, says: string])[] = [
  [/^a whole number from (\S+) to (\S+)/, 'số nguyên từ $1 đến $2'],
  [/^a number from (\S+) to (\S+)/, 'số từ $1 đến $2'],
  [/^0, or hundreds from (\S+) to (\S+)/, '0, hoặc số tròn trăm từ $1 đến $2'],
  [/^one of (.+)/, 'một trong: $1'],
  [/^true or false, without quotes/, 'true (có) hoặc false (không), không có ngoặc kép'],
  [/^a list of any of (.+) or ("\w+"), such as (.+)/, 'danh sách gồm $1 hoặc $2, ví dụ $3'],
  [/^a list of up to (\d+) names, each once, such as (.+)/, 'danh sách tối đa $1 tên, ví dụ $2'],
  [/^a path in quotes;.*/, 'đường dẫn trong ngoặc kép'],
  [/^a name of (\d+) to (\d+) characters/, 'tên từ $1 đến $2 ký tự'],
  [/^a device of (\d+) to (\d+) characters, such as (.+)/, 'tên cổng từ $1 đến $2 ký tự, ví dụ $3'],
  [/^the path of a GPIO chip/, 'đường dẫn của chip GPIO'],
  [
    /^a time of day in Vietnam such as ("[\d:]+"), or ("\w+")/,
    'giờ trong ngày (giờ Việt Nam), ví dụ $1, hoặc $2',
  ],
  [/^"system", or (\S+) or (\S+)/, '"system" (theo máy), $1 hoặc $2'],
  [/^(mqtts:\S+) or (\S+) \(.*\)/, '$1 hoặc $2 (mqtt:// chỉ dùng trên chính máy này)'],
  [/^1 to 64 letters, digits.*/, '1 đến 64 chữ, số, "-" hoặc "_", bắt đầu bằng chữ hoặc số'],
  [/^up to 8 levels of.*/, 'tối đa 8 cấp chữ thường, số hoặc "-", cách nhau bằng dấu chấm'],
  [/^one or two different Ed25519.*/, 'danh sách một hoặc hai khoá công khai Ed25519 (base64url)'],
  [/^((?:"\w+", )*"\w+") or ("\w+")/, '$1 hoặc $2'],
];

export const expectationSays = (expected: string): Say => {
  const known = VIETNAMESE.find(([is]) => is.test(expected));
  return {
    vi: known === undefined ? expected : expected.replace(known[0], known[1]),
    en: expected,
  };
};
