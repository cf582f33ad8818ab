/** pdf.js with all that it needs from Carat's own files: its worker, its character maps, its fonts. Nothing is fetched by an address. */
import { getDocument, PDFWorker, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import PdfWorker from 'pdfjs-dist/legacy/build/pdf.worker.mjs?worker';

export { TextLayer } from 'pdfjs-dist/legacy/build/pdf.mjs';
export type { PDFDocumentProxy, PDFPageProxy, RenderTask } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** Characters are drawn by maps and fonts that a document names but does not bring. Each is a script of its own. */
const FILES: Record<string, Record<string, () => Promise<string>>> = {
  cMapUrl: import.meta.glob<string>('/node_modules/pdfjs-dist/cmaps/*.bcmap', {
    query: '?url&inline',
    import: 'default',
  }),
  standardFontDataUrl: import.meta.glob<string>('/node_modules/pdfjs-dist/standard_fonts/*.{pfb,ttf}', {
    query: '?url&inline',
    import: 'default',
  }),
};

/** What pdf.js asks for by name. The window's policy lets nothing be fetched; scripts it lets be imported. */
class BundledFiles {
  async fetch({ kind, filename }: { kind: string; filename: string }): Promise<Uint8Array> {
    const found = Object.entries(FILES[kind] ?? {}).find(([path]) => path.endsWith(`/${filename}`));
    if (!found) throw new Error(`Carat does not bring ${filename}.`);
    const data = await found[1]();
    return Uint8Array.from(atob(data.slice(data.indexOf(',') + 1)), (letter) => letter.charCodeAt(0));
  }
}

/** Where the decoders of scans lie, which pdf.js imports by their names; the build puts them there. */
const DECODERS = import.meta.env.DEV ? '/node_modules/pdfjs-dist/wasm/' : `${import.meta.env.BASE_URL}pdfjs/`;

/** A picture of more points than this is left out rather than filling the memory. */
const LARGEST_IMAGE = 64_000_000;

/** Warnings about a document are none of the window's. */
const SILENT = 0;

/** How long a worker may take to say that it has let everything go; one that loops never does. */
const LAST_WORDS_MS = 2000;

export interface OpenPdf {
  pdf: PDFDocumentProxy;
  close(): Promise<void>;
}

/** Opens a PDF in a worker of its own, which ends with it: a document that never ends costs no other one. */
export async function openPdf(bytes: ArrayBuffer): Promise<OpenPdf> {
  const port = new PdfWorker();
  const worker = PDFWorker.create({ port, verbosity: SILENT });
  const task = getDocument({
    data: new Uint8Array(bytes),
    worker,
    BinaryDataFactory: BundledFiles,
    useWorkerFetch: false,
    // What compiles at run time would need a wider policy.
    useWasm: false,
    wasmUrl: new URL(DECODERS, location.href).href,
    enableXfa: false,
    maxImageSize: LARGEST_IMAGE,
    verbosity: SILENT,
  });
  const close = async () => {
    await Promise.race([task.destroy(), new Promise((resolve) => setTimeout(resolve, LAST_WORDS_MS))]);
    port.terminate();
    worker.destroy();
  };
  try {
    return { pdf: await task.promise, close };
  } catch (thrown) {
    void close();
    throw thrown;
  }
}
