import * as mediasoup from 'mediasoup';
import type { DtlsParameters, RtpCapabilities, RtpHeaderExtensionUri, RtpParameters } from 'mediasoup/types';
import { z } from 'zod';
import type { TrackKind } from './contract.ts';
import { SfuError } from './SfuError.ts';

/*
 * Parameters come from browsers. mediasoup checks what matters to it, but builds its message to the worker
 * while it checks; so everything is bounded here first and nothing unexpected reaches that message.
 */

const EXTENSION_URIS = [
  ...new Set((mediasoup.getSupportedRtpCapabilities().headerExtensions ?? []).map(({ uri }) => uri)),
] as [RtpHeaderExtensionUri, ...RtpHeaderExtensionUri[]];

const payloadType = z.int().min(0).max(127);
const clockRate = z.int().min(1).max(1_000_000);
const channels = z.int().min(1).max(8);
const ssrc = z.int().min(1).max(0xffff_ffff);
const mimeType = z.string().max(64).regex(/^(audio|video)\/[\w.+-]+$/i);
const fmtp = z
  .record(z.string().max(64), z.union([z.string().max(1024), z.number()]))
  .refine((parameters) => Object.keys(parameters).length <= 64);
const rtcpFeedback = z
  .array(z.object({ type: z.string().max(32), parameter: z.string().max(32).exactOptional() }))
  .max(32);

const rtpParametersSchema = z.object({
  mid: z.string().max(64).exactOptional(),
  codecs: z
    .array(
      z.object({
        mimeType,
        payloadType,
        clockRate,
        channels: channels.exactOptional(),
        parameters: fmtp.exactOptional(),
        rtcpFeedback: rtcpFeedback.exactOptional(),
      }),
    )
    .min(1)
    .max(32),
  headerExtensions: z
    .array(
      z.object({
        uri: z.enum(EXTENSION_URIS),
        id: z.int().min(1).max(255),
        encrypt: z.boolean().exactOptional(),
        parameters: fmtp.exactOptional(),
      }),
    )
    .max(32)
    .exactOptional(),
  encodings: z
    .array(
      z.object({
        ssrc: ssrc.exactOptional(),
        rid: z.string().max(16).exactOptional(),
        codecPayloadType: payloadType.exactOptional(),
        rtx: z.object({ ssrc }).exactOptional(),
        dtx: z.boolean().exactOptional(),
        scalabilityMode: z.string().max(16).regex(/^[LS][1-9]T[1-9]\w*$/).exactOptional(),
        maxBitrate: z.int().min(1).max(0xffff_ffff).exactOptional(),
      }),
    )
    .max(8)
    .exactOptional(),
  rtcp: z
    .object({ cname: z.string().max(255).exactOptional(), reducedSize: z.boolean().exactOptional() })
    .exactOptional(),
  msid: z.string().max(256).exactOptional(),
});

/** RFC 8122 §5: a fingerprint is upper-case hex pairs between colons; browsers also send lower case. */
const dtlsParametersSchema = z.object({
  role: z.enum(['auto', 'client', 'server']).exactOptional(),
  fingerprints: z
    .array(
      z.object({
        algorithm: z.enum(['sha-1', 'sha-224', 'sha-256', 'sha-384', 'sha-512']),
        value: z.string().regex(/^[0-9a-f]{2}(:[0-9a-f]{2}){19,63}$/i),
      }),
    )
    .min(1)
    .max(8),
});

const rtpCapabilitiesSchema = z.object({
  codecs: z
    .array(
      z.object({
        kind: z.enum(['audio', 'video']),
        mimeType,
        preferredPayloadType: payloadType,
        clockRate,
        channels: channels.exactOptional(),
        parameters: fmtp.exactOptional(),
        rtcpFeedback: rtcpFeedback.exactOptional(),
      }),
    )
    .max(128),
  headerExtensions: z
    .array(
      z.object({
        kind: z.enum(['audio', 'video']),
        uri: z.string().max(256),
        preferredId: z.int().min(1).max(255),
        preferredEncrypt: z.boolean().exactOptional(),
        direction: z.enum(['sendrecv', 'sendonly', 'recvonly', 'inactive']).exactOptional(),
      }),
    )
    .max(128)
    .exactOptional(),
});

/** mediasoup takes the kind on trust, so a sound that says it is a picture is refused here. @throws {SfuError} `badRtcParameters` */
export function parseRtpParameters(kind: TrackKind, input: unknown): RtpParameters {
  const rtpParameters = parse(rtpParametersSchema, 'rtpParameters', input);
  const other = rtpParameters.codecs.find(({ mimeType }) => !mimeType.toLowerCase().startsWith(`${kind}/`));
  if (other) throw new SfuError('badRtcParameters', `${other.mimeType} is no codec of ${kind}`);
  return rtpParameters;
}

/** @throws {SfuError} `badRtcParameters` */
export function parseDtlsParameters(input: unknown): DtlsParameters {
  return parse(dtlsParametersSchema, 'dtlsParameters', input);
}

/** Header extensions that mediasoup does not know are dropped: a capability may exceed ours. @throws {SfuError} `badRtcParameters` */
export function parseRtpCapabilities(input: unknown): RtpCapabilities {
  const { codecs, headerExtensions = [] } = parse(rtpCapabilitiesSchema, 'rtpCapabilities', input);
  const known = new Set<string>(EXTENSION_URIS);
  return {
    codecs,
    headerExtensions: headerExtensions
      .filter(({ uri }) => known.has(uri))
      .map((extension) => ({ ...extension, uri: extension.uri as RtpHeaderExtensionUri })),
  };
}

function parse<T>(schema: z.ZodType<T>, name: string, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new SfuError('badRtcParameters', `${name}: ${z.prettifyError(result.error)}`, { cause: result.error });
}
