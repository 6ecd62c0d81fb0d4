import type { DeviceReport } from '../../../server/supervision/contract.ts';

/** Of the Image Capture specification, missing in TypeScript's library. */
interface CameraCapabilities {
  readonly torch?: boolean;
  readonly zoom?: { readonly min: number; readonly max: number };
}

/** What an officer can ask of this camera. */
export async function cameraAbilities(camera: MediaStreamTrack): Promise<NonNullable<DeviceReport['camera']>> {
  const can = camera.getCapabilities() as CameraCapabilities;
  const now = (camera.getSettings() as { zoom?: number }).zoom;
  const devices = await navigator.mediaDevices.enumerateDevices();
  return {
    cameras: devices.filter(({ kind }) => kind === 'videoinput').length,
    torch: can.torch === true,
    ...(can.zoom && can.zoom.max > can.zoom.min && { zoom: { min: can.zoom.min, max: can.zoom.max, now: now ?? can.zoom.min } }),
  };
}

/** @throws DOMException where the device refuses */
export async function setLight(camera: MediaStreamTrack, on: boolean): Promise<void> {
  await camera.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] });
}

export async function setZoom(camera: MediaStreamTrack, zoom: number): Promise<void> {
  await camera.applyConstraints({ advanced: [{ zoom } as MediaTrackConstraintSet] });
}

/** The next camera of this device, in the order in which the browser lists them; see `openCamera` for the picture. */
export async function openOtherCamera(camera: MediaStreamTrack): Promise<MediaStreamTrack> {
  const devices = (await navigator.mediaDevices.enumerateDevices()).filter(({ kind }) => kind === 'videoinput');
  const { deviceId, width = 1280, height = 720 } = camera.getSettings();
  const next = devices[(devices.findIndex((device) => device.deviceId === deviceId) + 1) % devices.length];
  if (!next || next.deviceId === deviceId) throw new DOMException('this device has one camera', 'NotFoundError');
  // Phones open one camera at a time.
  camera.stop();
  const constraints = { width: { ideal: width }, height: { ideal: height }, frameRate: { ideal: 25, max: 30 } };
  const stream = await navigator.mediaDevices
    .getUserMedia({ video: { ...constraints, deviceId: { exact: next.deviceId } } })
    .catch(() => navigator.mediaDevices.getUserMedia({ video: { ...constraints, ...(deviceId !== undefined && { deviceId }) } }));
  const [opened] = stream.getVideoTracks();
  if (!opened) throw new DOMException('no picture', 'NotReadableError');
  opened.contentHint = 'detail';
  return opened;
}
