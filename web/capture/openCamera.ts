import { FieldSound } from '../sound/FieldSound.ts';
import { soundConstraints } from '../sound/microphones.ts';

export type CameraFault = 'denied' | 'missing' | 'busy' | 'insecure' | 'unknown';

export class CameraError extends Error {
  readonly fault: CameraFault;

  constructor(fault: CameraFault) {
    super(fault);
    this.name = 'CameraError';
    this.fault = fault;
  }
}

/** The back camera shows the place rather than the investigator; `ideal` lets a laptop use what it has. */
export const PICTURE: MediaTrackConstraints = {
  facingMode: { ideal: 'environment' },
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 25, max: 30 },
};

export interface FieldMedia {
  readonly stream: MediaStream;
  readonly camera: MediaStreamTrack;
  /** The microphone and what is made of it. */
  readonly sound: FieldSound;
}

/** Asks for the back camera and the microphone. @throws CameraError saying what stands in the way */
export async function openCamera(): Promise<FieldMedia> {
  // Outside a secure context browsers leave the whole object out, whatever the type says.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices) throw new CameraError(isSecureContext ? 'missing' : 'insecure');
  let stream: MediaStream;
  try {
    stream = await devices.getUserMedia({ video: PICTURE, audio: soundConstraints() });
  } catch (error) {
    throw new CameraError(faultOf(error));
  }
  const [camera] = stream.getVideoTracks();
  const [microphone] = stream.getAudioTracks();
  if (!camera || !microphone) {
    for (const track of stream.getTracks()) track.stop();
    throw new CameraError('missing');
  }
  // Papers and faces matter more than smooth movement when bandwidth is short.
  camera.contentHint = 'detail';
  // The preview needs no sound, and the microphone may change while the picture goes on.
  stream.removeTrack(microphone);
  return { stream, camera, sound: await FieldSound.open(microphone) };
}

/** Stops camera and microphone. @param next what goes on in its place and may share them, e.g. after another camera was chosen */
export function closeMedia(media: FieldMedia, next?: FieldMedia): void {
  for (const track of media.stream.getTracks()) {
    if (!next?.stream.getTracks().includes(track)) track.stop();
  }
  if (next?.sound !== media.sound) media.sound.close();
}

/** Names of DOMException as the Media Capture specification gives them (§10.2). */
function faultOf(error: unknown): CameraFault {
  switch (error instanceof DOMException ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotReadableError':
    case 'AbortError':
      return 'busy';
    default:
      return 'unknown';
  }
}
