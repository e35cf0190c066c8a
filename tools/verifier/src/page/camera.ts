// The camera, for as long as the reader scans.
import { codeInFrame } from './picture.ts';

/** Between two looks: a cheap phone needs the time. */
const kPauseMs = 120;

export class Camera {
  private stream: MediaStream | undefined;
  private wanted = false;

  /** @param onCode called with each code seen; true ends the scan */
  constructor(
    private readonly video: HTMLVideoElement,
    private readonly onCode: (text: string) => boolean,
    private readonly onChange: () => void,
  ) {}

  get running(): boolean {
    return this.wanted;
  }

  /** False if this device or browser gives no camera. */
  async start(): Promise<boolean> {
    if (navigator.mediaDevices === undefined) return false;
    this.wanted = true;
    try {
      const video = { facingMode: 'environment', width: { ideal: 1280 } };
      this.stream = await navigator.mediaDevices.getUserMedia({ video });
      this.video.srcObject = this.stream;
      this.video.hidden = false;
      await this.video.play();
    } catch {
      this.stop(); // refused, or there is none: browsers have many names for it
      return false;
    }
    this.onChange();
    this.look();
    return true;
  }

  stop(): void {
    this.wanted = false;
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = undefined;
    this.video.srcObject = null;
    this.video.hidden = true;
    this.onChange();
  }

  private look(): void {
    if (!this.wanted) return;
    const text = codeInFrame(this.video);
    if (text !== undefined && text !== '' && this.onCode(text)) return this.stop();
    setTimeout(() => this.look(), kPauseMs);
  }
}
