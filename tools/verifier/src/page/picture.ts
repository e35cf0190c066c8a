// QR codes in a picture: from a file, or one moment of the camera. The reader of single codes mixes
// the corners of neighbours up; so a picture is also searched in smaller and smaller overlapping
// windows, and what was found is painted over.
import jsQR from 'jsqr';

/** Longer side of a picture, of a frame; more costs a cheap phone seconds. */
const kPictureSide = 1600;
const kFrameSide = 1000;
/** The smallest windows have this part of the longer side: sheets have up to so many codes in a row. */
const kDivisionsMax = 5;
/** So many rounds of smaller windows without a new code, and there are no more. */
const kIdleRounds = 2;

type Source = HTMLVideoElement | HTMLImageElement;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function draw(
  source: Source,
  width: number,
  height: number,
  side: number,
): CanvasRenderingContext2D | undefined {
  const scale = Math.min(1, side / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null || canvas.width === 0 || canvas.height === 0) return undefined;
  context.fillStyle = '#fff'; // a picture may be transparent
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return context;
}

/** The text of a code in the box, which is then painted over; nothing if there is none. */
function takeCode(context: CanvasRenderingContext2D, box: Box): string | undefined {
  const image = context.getImageData(box.x, box.y, box.width, box.height);
  const code = jsQR(image.data, box.width, box.height, { inversionAttempts: 'dontInvert' });
  if (code === null || code.data === '') return undefined;
  const { topLeftCorner, topRightCorner, bottomLeftCorner, bottomRightCorner } = code.location;
  const corners = [topLeftCorner, topRightCorner, bottomLeftCorner, bottomRightCorner];
  const [xs, ys] = [corners.map((corner) => corner.x), corners.map((corner) => corner.y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const [width, height] = [Math.max(...xs) - left, Math.max(...ys) - top];
  context.fillRect(box.x + left, box.y + top, width, height);
  return code.data;
}

/** The one code before the camera: in the whole frame, or in its middle where others are near. */
export function codeInFrame(video: HTMLVideoElement): string | undefined {
  const context = draw(video, video.videoWidth, video.videoHeight, kFrameSide);
  if (context === undefined) return undefined;
  const { width, height } = context.canvas;
  const side = Math.floor(Math.min(width, height) * 0.7);
  const middle = { x: (width - side) >> 1, y: (height - side) >> 1, width: side, height: side };
  return takeCode(context, { x: 0, y: 0, width, height }) ?? takeCode(context, middle);
}

/** Squares that overlap by two thirds: a code of two thirds of their size lies whole in one. */
function windows(width: number, height: number, divisions: number): Box[] {
  const side = Math.round(Math.max(width, height) / divisions);
  const step = Math.max(1, Math.round(side / 3));
  const starts = (length: number) => {
    const count = Math.max(1, Math.ceil((length - side) / step) + 1);
    return Array.from({ length: count }, (_, at) => at * step).filter((start) => start < length);
  };
  return starts(height).flatMap((y) =>
    starts(width).map((x) => {
      return { x, y, width: Math.min(side, width - x), height: Math.min(side, height - y) };
    }),
  );
}

function load(blob: Blob): Promise<HTMLImageElement | undefined> {
  return new Promise((resolve) => {
    const url = URL.createObjectURL(blob);
    const image = new Image();
    const done = (result: HTMLImageElement | undefined) => {
      URL.revokeObjectURL(url);
      resolve(result);
    };
    image.addEventListener('load', () => done(image));
    image.addEventListener('error', () => done(undefined));
    image.src = url;
  });
}

/** Lets the browser draw and answer between two searches. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/**
 * Searches until no more codes are wanted or likely. False if it is no picture.
 * @param onCode called with each code once; true ends the search
 */
export async function searchPicture(blob: Blob, onCode: (text: string) => boolean): Promise<boolean> {
  const image = await load(blob);
  const context = image && draw(image, image.naturalWidth, image.naturalHeight, kPictureSide);
  if (context === undefined) return false;
  const { width, height } = context.canvas;
  const found = new Set<string>();
  let idle = 0; // rounds without a new code since the first one
  for (let divisions = 1; divisions <= kDivisionsMax && idle < kIdleRounds; ++divisions) {
    const before = found.size;
    for (const box of windows(width, height, divisions)) {
      let text = takeCode(context, box);
      for (; text !== undefined && !found.has(text); text = takeCode(context, box)) {
        if (onCode(text)) return true;
        found.add(text);
      }
      await pause();
    }
    idle = found.size > before || before === 0 ? 0 : idle + 1;
  }
  return true;
}
