import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { frames, pause } from './frames';

describe('frames', () => {
  let runs = 0;
  const gathered = () =>
    frames(() => {
      runs += 1;
    });

  beforeEach(() => {
    runs = 0;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'requestAnimationFrame', 'cancelAnimationFrame'] });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it('many requests are one frame', async () => {
    const some = gathered();
    for (let request = 0; request < 5; request += 1) some.request();
    await vi.advanceTimersByTimeAsync(50);
    expect(runs).toBe(1);
  });

  it('a dear frame is followed by a pause, a cheap one by none, and none lasts long', () => {
    expect(pause(0)).toBe(0);
    expect(pause(5)).toBe(60);
    expect(pause(1000)).toBe(200);
  });

  it('a frame waits for the pause after the last one', async () => {
    const clock = vi.spyOn(performance, 'now').mockReturnValue(1000);
    const some = frames(() => {
      runs += 1;
      clock.mockReturnValue(1010);
    });
    some.request();
    await vi.advanceTimersByTimeAsync(50);
    expect(runs).toBe(1);
    some.request();
    await vi.advanceTimersByTimeAsync(100);
    expect(runs).toBe(1);
    await vi.advanceTimersByTimeAsync(100);
    expect(runs).toBe(2);
  });

  it('a hidden page works seldom', async () => {
    vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    const some = gathered();
    some.request();
    await vi.advanceTimersByTimeAsync(500);
    expect(runs).toBe(0);
    await vi.advanceTimersByTimeAsync(600);
    expect(runs).toBe(1);
  });

  it('what was cancelled does not happen', async () => {
    const some = gathered();
    some.request();
    some.cancel();
    await vi.advanceTimersByTimeAsync(2000);
    expect(runs).toBe(0);
  });
});
