/** Lets a textarea be as high as its text, up to what its style allows. */
import type { Attachment } from 'svelte/attachments';

/** Characters that fill more than a field's greatest height. */
const LONG = 20_000;

export function growing(text: () => string): Attachment<HTMLTextAreaElement> {
  return (area) => {
    const fit = (): void => {
      if (text().length > LONG) {
        // Longer than any limit; measuring it would lay it out twice for each key.
        area.style.height = '100vh';
        return;
      }
      area.style.height = 'auto';
      area.style.height = `${String(area.scrollHeight)}px`;
    };
    $effect(() => {
      void text();
      fit();
    });
    // Lines break anew when the width changes; the height that this sets must not count as such a change.
    let width = area.clientWidth;
    const resized = new ResizeObserver(() => {
      if (area.clientWidth === width) return;
      width = area.clientWidth;
      fit();
    });
    resized.observe(area);
    return () => resized.disconnect();
  };
}
