const TAKE_TIMEOUT_MS = 4000;
const JPEG_QUALITY = 0.92;

/** Not in TypeScript's own library yet (W3C MediaStream Image Capture). */
interface ImageCaptureLike {
  takePhoto(): Promise<Blob>;
}
declare const ImageCapture: (new (track: MediaStreamTrack) => ImageCaptureLike) | undefined;

/**
 * A still from the live camera: from the sensor where the browser can do that beside the video, otherwise the
 * picture on the screen in its full resolution.
 * @throws when the camera shows nothing
 */
export async function takePhoto(camera: MediaStreamTrack, preview: HTMLVideoElement): Promise<Blob> {
  return (await takeStill(camera, preview)).blob;
}

/**
 * The same, and where it is from: `frame` is only a picture of the video.
 * @throws when the camera shows nothing
 */
export async function takeStill(camera: MediaStreamTrack, preview: HTMLVideoElement): Promise<{ blob: Blob; from: 'sensor' | 'frame' }> {
  const still = await fromSensor(camera);
  return still ? { blob: still, from: 'sensor' } : { blob: await fromPreview(preview), from: 'frame' };
}

async function fromSensor(camera: MediaStreamTrack): Promise<Blob | undefined> {
  if (typeof ImageCapture === 'undefined' || camera.readyState !== 'live') return undefined;
  const shot = new ImageCapture(camera).takePhoto();
  const late = new Promise<undefined>((resolve) => {
    setTimeout(resolve, TAKE_TIMEOUT_MS, undefined);
  });
  // Some phones promise a still and then refuse or never answer while the camera streams.
  const blob = await Promise.race([shot.catch(() => undefined), late]);
  return blob && blob.size > 0 ? blob : undefined;
}

async function fromPreview(preview: HTMLVideoElement): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = preview.videoWidth;
  canvas.height = preview.videoHeight;
  const context = canvas.getContext('2d');
  if (!context || canvas.width === 0) throw new Error('the camera shows nothing');
  context.drawImage(preview, 0, 0);
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, 'image/jpeg', JPEG_QUALITY);
  });
  if (!blob) throw new Error('the picture could not be encoded');
  return blob;
}
