import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { drawFrameCode, FRAME_NUMBERS } from './frameCode.ts';

/** Chromium plays every MJPEG file at this rate, whatever made it (media/capture/video/file_video_capture_device.cc). */
export const CAMERA_FPS = 30;
/** Picture and sound begin again after this time, together. */
export const LOOP_S = 64;
/** Frames that the flash at the begin of every second lasts. */
export const FLASH_FRAMES = 3;
/** The beep begins with the flash. */
export const BEEP_HZ = 3_000;
export const BEEP_MS = 100;
const SOUND_HZ = 48_000;

const SPEECH =
  '您好，我是救助家庭经济状况核查员。请问家里现在有几口人？' +
  '每个月的收入大概是多少？我们需要看一下房屋和生活情况，全程会录音录像。谢谢您的配合。';

export interface Camera {
  /** MJPEG with a burned-in frame number, moving content and a white flash every second. */
  readonly video: string;
  /** WAV with speech and a beep every second. */
  readonly sound: string;
}

export interface CameraSize {
  readonly width: number;
  readonly height: number;
}

/** Leaves two cores room for a server, a worker and a watching browser beside the phone (README of `test`). */
export const TEST_SIZE: CameraSize = { width: 640, height: 360 };
export const DEMO_SIZE: CameraSize = { width: 1280, height: 720 };

/** Makes the camera's files with ffmpeg and espeak-ng, or finds them in the temporary folder by their recipe. */
export async function makeCamera(size: CameraSize = TEST_SIZE): Promise<Camera> {
  const recipe = JSON.stringify({ size, CAMERA_FPS, LOOP_S, FLASH_FRAMES, BEEP_HZ, BEEP_MS, SPEECH, filters: pictureFilters(size) });
  const key = createHash('sha256').update(recipe).digest('hex').slice(0, 16);
  const folder = join(tmpdir(), 'household-investigation-camera', key);
  const camera = { video: join(folder, 'camera.mjpeg'), sound: join(folder, 'microphone.wav') };
  if (await exists(folder)) return camera;
  await mkdir(dirname(folder), { recursive: true });
  const making = await mkdtemp(`${folder}.`);
  try {
    await makePicture(join(making, 'camera.mjpeg'), size);
    await makeSound(making);
    await rename(making, folder).catch(async (error: unknown) => {
      // Another process made the same files meanwhile.
      if (!(await exists(folder))) throw error;
    });
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  return camera;
}

function pictureFilters({ width, height }: CameraSize): string {
  const square = width / 16;
  const flash = `drawbox=c=white:t=fill:enable='lt(mod(n,${CAMERA_FPS}),${FLASH_FRAMES})'`;
  const digits = `drawtext=text='%{n}':font=monospace:fontsize=${square}:x=${square / 2}:y=${square / 2}:box=1:boxborderw=8`;
  return `[0:v]${flash},${digits}[picture];[1:v]scale=${width}:${2 * square}:flags=neighbor[code];[picture][code]overlay=0:${height - 2 * square}`;
}

async function makePicture(path: string, size: CameraSize): Promise<void> {
  const frames = LOOP_S * CAMERA_FPS;
  if (frames > FRAME_NUMBERS) throw new Error(`a loop of ${frames} frames has more than ${FRAME_NUMBERS} numbers`);
  const source = `testsrc2=size=${size.width}x${size.height}:rate=${CAMERA_FPS}`;
  const code = ['-f', 'rawvideo', '-pixel_format', 'gray', '-video_size', '16x2', '-framerate', String(CAMERA_FPS), '-i', 'pipe:0'];
  const output = ['-frames:v', String(frames), '-c:v', 'mjpeg', '-q:v', '6', '-pix_fmt', 'yuvj420p', '-f', 'mjpeg', path];
  const ffmpeg = spawn('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', source, ...code, '-filter_complex', pictureFilters(size), ...output], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const ended = new Promise<void>((resolve, reject) => {
    ffmpeg.once('error', reject);
    ffmpeg.once('close', (exitCode) => (exitCode === 0 ? resolve() : reject(new Error(`ffmpeg ended with exit ${exitCode}`))));
  });
  ffmpeg.stdin.end(Buffer.concat(Array.from({ length: frames }, (_, number) => drawFrameCode(number))));
  await ended;
}

async function makeSound(folder: string): Promise<void> {
  const run = promisify(execFile);
  const speech = join(folder, 'speech.wav');
  await run('espeak-ng', ['-v', 'cmn', '-s', '150', '-w', speech, SPEECH]);
  const beep = `aevalsrc=exprs='if(lt(mod(t,1),${BEEP_MS / 1000}),0.5*sin(2*PI*${BEEP_HZ}*t),0)':s=${SOUND_HZ}`;
  const mix = '[0:a]aresample=48000,volume=0.5,lowpass=f=1800[speech];[speech][1:a]amix=inputs=2:normalize=0:duration=longest';
  const output = ['-t', String(LOOP_S), '-ac', '1', '-ar', String(SOUND_HZ), '-c:a', 'pcm_s16le', join(folder, 'microphone.wav')];
  await run('ffmpeg', ['-v', 'error', '-stream_loop', '-1', '-i', speech, '-f', 'lavfi', '-i', beep, '-filter_complex', mix, ...output]);
  await rm(speech);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
