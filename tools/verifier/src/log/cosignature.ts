// C2SP tlog-cosignature, Ed25519: "as of this time, the largest consistent tree that I have seen of
// this origin has this root".
import { utf8, kSizeMax } from '../base/bytes.ts';
import { verifyDetached } from '../base/ed25519.ts';
import { namesKey, type NoteSignature } from '../base/note.ts';
import type { VerifierKey } from '../base/vkey.ts';

const kTimestampBytes = 8;
const kSignatureBytes = 64;

/** POSIX seconds; nothing if the line is not by this key or does not verify over the text. */
export function verifyCosignature(
  checkpointText: string,
  line: NoteSignature,
  key: VerifierKey,
): bigint | undefined {
  if (key.type !== 0x04 || !namesKey(line, key)) return undefined;
  if (line.signature.length !== kTimestampBytes + kSignatureBytes) return undefined;
  let timestamp = 0n;
  for (const byte of line.signature.subarray(0, kTimestampBytes)) {
    timestamp = (timestamp << 8n) | BigInt(byte);
  }
  if (timestamp > kSizeMax) return undefined;
  const message = utf8(`cosignature/v1\ntime ${timestamp}\n${checkpointText}`);
  const valid = verifyDetached(key.key, message, line.signature.subarray(kTimestampBytes));
  return valid ? timestamp : undefined;
}
