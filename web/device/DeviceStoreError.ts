/** `unavailable`: this browser keeps nothing (a private window). `full`: no room. `damaged`: not what was put in. */
export type DeviceStoreFault = 'unavailable' | 'full' | 'damaged';

export class DeviceStoreError extends Error {
  readonly fault: DeviceStoreFault;

  constructor(fault: DeviceStoreFault, options?: ErrorOptions) {
    super(fault, options);
    this.name = 'DeviceStoreError';
    this.fault = fault;
  }
}
