import QRCode from 'qrcode';
import type { Lan } from './openLan.ts';

/** What the terminal says to whoever holds a phone: a QR code, and in two sentences how to trust this machine. */
export async function lanGreeting({ welcomeUrl, secureUrl, fingerprint }: Lan): Promise<string> {
  const code = await QRCode.toString(welcomeUrl, { type: 'terminal', small: true });
  return [
    `  Phones 手机: ${welcomeUrl}  →  ${secureUrl}`,
    code,
    '  Scan this with a phone on the same network and install the certificate that the page offers (fingerprint below).',
    '  From then on the same address opens the platform with camera and microphone.',
    '  用同一网络的手机扫码，按页面提示安装证书并核对指纹；此后扫码即进入平台，可用摄像头和麦克风。',
    `  Fingerprint 指纹: ${fingerprint}`,
    '',
    '',
  ].join('\n');
}
