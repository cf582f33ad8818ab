/**
 * A document's key names it as one of its owners has it: `<document>.draft`, `<document>.conversation.<conversation>`,
 * `<document>.library.<library>`; as in a citation, the document alone. src-tauri/src/wire/document_key.rs makes them.
 */

/** The document, whoever has it. */
export function documentOf(key: string): string {
  return key.split('.', 1)[0] ?? key;
}

/** The key of what was the draft's once its conversation has begun; any other stays what it is. */
export function keyOnceBegun(key: string, conversation: string): string {
  return key.endsWith('.draft') ? `${documentOf(key)}.conversation.${conversation}` : key;
}
