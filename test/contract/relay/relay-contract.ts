/** What the agent expects of every relay bank. It knows none by name; how contacts really stand, the subject tells. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { DeviceError, type RelayBank, type RelayName } from '../../../hw/ports.ts';

export interface RelaySubject {
  readonly bank: RelayBank;
  /** What the contacts did since the subject was made, oldest first, as seen from outside the bank. */
  switched(): readonly { readonly relay: RelayName; readonly on: boolean }[];
  /** Takes the subject away. The bank is closed. */
  remove?(): Promise<void>;
}

/** Why it cannot run here, in a sentence, or false. */
type Skip = string | false;

export const relayContract = (
  name: string,
  make: () => RelaySubject | Promise<RelaySubject>,
  skip: Skip = false,
): void => {
  void describe(`a relay bank (${name})`, { skip }, () => {
    let subject: RelaySubject;
    let bank: RelayBank;
    beforeEach(async () => {
      subject = await make();
      bank = subject.bank;
    });
    afterEach(async () => {
      await bank.close();
      await subject.remove?.();
    });

    /** How the contacts stand; one that never moved is as it was found, off. */
    const contacts = (): Record<RelayName, boolean> => ({
      ...OFF,
      ...Object.fromEntries(subject.switched().map(({ relay, on }) => [relay, on])),
    });
    const OFF = { supply: false, line: false };
    const assertStand = async (expected: Record<RelayName, boolean>): Promise<void> => {
      assert.deepEqual(contacts(), expected);
      assert.deepEqual(await bank.read(), expected, 'as read back');
    };

    void it('leaves every relay off when it is opened', async () => {
      await bank.open();
      await assertStand(OFF);
    });

    void it('has switched the relay when the command resolves, and that one alone', async () => {
      await bank.open();
      await bank.set('supply', true);
      await assertStand({ supply: true, line: false });
      await bank.set('line', true);
      await assertStand({ supply: true, line: true });
      await bank.set('supply', false);
      await assertStand({ supply: false, line: true });
    });

    void it('carries out commands in the order they were given, awaited or not', async () => {
      await bank.open();
      const before = subject.switched().length;
      await Promise.all([
        bank.set('supply', true),
        bank.set('line', true),
        bank.set('line', false),
        bank.set('supply', false),
      ]);
      assert.deepEqual(
        subject
          .switched()
          .slice(before)
          .map(({ relay, on }) => `${relay} ${on ? 'on' : 'off'}`),
        ['supply on', 'line on', 'line off', 'supply off'],
      );
    });

    void it('does not move a contact that stands right already', async () => {
      await bank.open();
      await bank.set('line', true);
      const { length } = subject.switched();
      await bank.set('line', true);
      assert.equal(subject.switched().length, length);
    });

    void it('switches every relay off when it is closed, and can be closed again', async () => {
      await bank.open();
      await bank.set('supply', true);
      await bank.set('line', true);
      await bank.close();
      assert.deepEqual(contacts(), OFF);
      await bank.close();
    });

    void it('refuses a command and a question while it is not open', async () => {
      await assert.rejects(bank.set('line', true), DeviceError);
      await assert.rejects(bank.read(), DeviceError);
      await bank.open();
      await bank.close();
      await assert.rejects(bank.set('line', true), DeviceError);
      await assert.rejects(bank.read(), DeviceError);
      assert.deepEqual(contacts(), OFF);
    });

    void it('is ready again after close and open', async () => {
      await bank.open();
      await bank.set('line', true);
      await bank.close();
      await bank.open();
      await assertStand(OFF);
      await bank.set('line', true);
      await assertStand({ supply: false, line: true });
    });
  });
};
