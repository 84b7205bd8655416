/** What a bank answers before it was opened, or after it was closed. */
import { DeviceError, type RelayName } from '../ports.ts';

export const cannotSwitch = (relay: RelayName, on: boolean): DeviceError =>
  new DeviceError(
    `relay ${relay} cannot be switched ${on ? 'on' : 'off'}: the bank is not open`,
    'open it',
  );

export const cannotRead = (): DeviceError =>
  new DeviceError('the relays cannot be read: the bank is not open', 'open it');
