/** A small PDF made of lines of text, with the boxes that its lines take. Two fonts, neither embedded: Helvetica, and Song for Chinese. */
import type { PageBox } from '../../documents';

const WIDTH = 595;
const HEIGHT = 842;
const MARGIN = 72;
const LEADING = 1.45;

/** Helvetica's widths from space to tilde, in thousandths of its size. */
const WIDTHS = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
  556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
  722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
  556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
  260, 334, 584,
];

const HAN = /\p{Script=Han}|[\u3000-\u303f\uff00-\uffef]/u;

/** A piece of text on its page. */
export interface PdfPiece {
  page: number;
  text: string;
  size: number;
}

interface Line {
  page: number;
  text: string;
  size: number;
  top: number;
}

function widthOf(text: string, size: number): number {
  let width = 0;
  for (const letter of text) width += HAN.test(letter) ? 1000 : (WIDTHS[letter.charCodeAt(0) - 32] ?? 556);
  return (width * size) / 1000;
}

/** A text in lines that fit between the margins. */
function wrap(text: string, size: number): string[] {
  const words = text.match(/\S+\s*/g)?.flatMap((word) => (HAN.test(word) ? [...word] : [word])) ?? [];
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    if (line && widthOf((line + word).trimEnd(), size) > WIDTH - 2 * MARGIN) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += word;
  }
  return [...lines, line.trimEnd()];
}

/** A black bar as a fax machine would send it: eight white rows, turned to black. */
const FAX = '\xff\x00\x10\x01';

/** The PDF of these pieces, with pages that are pictures, and the boxes of each piece. */
export function makePdf(
  pieces: PdfPiece[],
  pictures: readonly number[] = [],
): { bytes: Uint8Array<ArrayBuffer>; boxes: PageBox[][] } {
  const lines: Line[] = [];
  const tops = new Map<number, number>();
  const boxes = pieces.map(({ page, text, size }) => {
    let top = tops.get(page) ?? MARGIN;
    const own = wrap(text, size).map((line): PageBox => {
      lines.push({ page, text: line, size, top });
      const box: PageBox = { page, area: [MARGIN, top, MARGIN + widthOf(line, size), top + size * 1.25] };
      top += size * LEADING;
      return box;
    });
    tops.set(page, top + size * 0.8);
    return own;
  });
  const pages = Math.max(1, ...pieces.map(({ page }) => page), ...pictures);
  return { bytes: assemble(lines, pages, pictures), boxes };
}

function content(lines: Line[]): string {
  const runs = lines.map(({ text, size, top }) => {
    const wide = HAN.test(text);
    const at = `1 0 0 1 ${MARGIN} ${(HEIGHT - top - size).toFixed(1)} Tm`;
    if (!wide) return `/F1 ${size} Tf ${at} (${text.replace(/[\\()]/g, '\\$&')}) Tj`;
    const hex = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index).toString(16).padStart(4, '0'));
    return `/F2 ${size} Tf ${at} <${hex.join('')}> Tj`;
  });
  return `BT\n${runs.join('\n')}\nET`;
}

function assemble(lines: Line[], pages: number, pictures: readonly number[]): Uint8Array<ArrayBuffer> {
  const objects: string[] = [];
  const first = 8;
  const ids = Array.from({ length: pages }, (_, index) => first + 2 * index);
  objects[1] = '<< /Type /Catalog /Pages 2 0 R >>';
  objects[2] = `<< /Type /Pages /Count ${pages} /Kids [${ids.map((id) => `${id} 0 R`).join(' ')}] >>`;
  objects[3] = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>';
  objects[4] =
    '<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [5 0 R] >>';
  objects[5] =
    '<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor 6 0 R /DW 1000 >>';
  objects[6] =
    '<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>';
  objects[7] = `<< /Type /XObject /Subtype /Image /Width 32 /Height 8 /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 32 /Rows 8 /BlackIs1 true >> /Length ${FAX.length} >>\nstream\n${FAX}\nendstream`;
  ids.forEach((id, index) => {
    const picture = pictures.includes(index + 1) ? `q 240 0 0 60 ${MARGIN} 640 cm /P Do Q\n` : '';
    const stream = picture + content(lines.filter(({ page }) => page === index + 1));
    objects[id] =
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${WIDTH} ${HEIGHT}] /Contents ${id + 1} 0 R /Resources << /Font << /F1 3 0 R /F2 4 0 R >> /XObject << /P 7 0 R >> >> >>`;
    objects[id + 1] = `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`;
  });
  let file = '%PDF-1.4\n';
  const offsets: number[] = [];
  objects.forEach((object, id) => {
    offsets[id] = file.length;
    file += `${id} 0 obj\n${object}\nendobj\n`;
  });
  const start = file.length;
  const entries = objects.map((_, id) => `${String(offsets[id]).padStart(10, '0')} 00000 n \n`);
  file += `xref\n0 ${objects.length}\n0000000000 65535 f \n${entries.filter(Boolean).join('')}`;
  file += `trailer\n<< /Size ${objects.length} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF`;
  return Uint8Array.from(file, (letter) => letter.charCodeAt(0));
}
