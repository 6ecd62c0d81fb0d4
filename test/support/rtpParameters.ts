import type { RtpParameters } from 'mediasoup/types';

/** What Chromium's mediasoup-client sends for a camera that encodes H.264, without the header extensions. */
export function cameraParameters(ssrc = 11_111_111): RtpParameters {
  return {
    codecs: [
      {
        mimeType: 'video/H264',
        payloadType: 103,
        clockRate: 90_000,
        parameters: { 'level-asymmetry-allowed': 1, 'packetization-mode': 1, 'profile-level-id': '42e01f' },
        rtcpFeedback: [
          { type: 'nack' },
          { type: 'nack', parameter: 'pli' },
          { type: 'ccm', parameter: 'fir' },
          { type: 'goog-remb' },
          { type: 'transport-cc' },
        ],
      },
    ],
    encodings: [{ ssrc }],
    rtcp: { cname: 'phone-1', reducedSize: true },
  };
}

/** The same for a microphone. */
export function microphoneParameters(ssrc = 22_222_222): RtpParameters {
  return {
    codecs: [
      {
        mimeType: 'audio/opus',
        payloadType: 111,
        clockRate: 48_000,
        channels: 2,
        parameters: { minptime: 10, useinbandfec: 1 },
        rtcpFeedback: [{ type: 'nack' }, { type: 'transport-cc' }],
      },
    ],
    encodings: [{ ssrc }],
    rtcp: { cname: 'phone-1', reducedSize: true },
  };
}

/** A certificate's fingerprint as a browser sends it. */
export function browserDtlsParameters(): object {
  return {
    role: 'client',
    fingerprints: [{ algorithm: 'sha-256', value: Array.from({ length: 32 }, (_, at) => (at + 160).toString(16).toUpperCase()).join(':') }],
  };
}
