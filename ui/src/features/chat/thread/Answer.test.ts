import { render, screen, within } from '@testing-library/svelte';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Backend } from '../../../backend/backend';
import { Filter } from '../../../backend/filter.svelte';
import type { Message, Withheld } from '../../../backend/types';
import { setLocale } from '../../../shared/i18n';
import type { ChatActions } from '../actions';
import { Chats } from '../state/chats.svelte';
import Answer from './Answer.svelte';

beforeAll(() => setLocale('en'));

const actions = (): ChatActions => ({
  thread: new Chats({} as Backend).fresh,
  filter: new Filter({ policies: () => Promise.resolve({ version: 1, policies: [] }) } as unknown as Backend),
  send: vi.fn(),
  resend: vi.fn(),
  regenerate: vi.fn(),
  continue: vi.fn(),
  leaveOut: vi.fn(),
  takeBack: vi.fn(),
  remove: vi.fn(),
  version: vi.fn(),
  edit: vi.fn(),
  stopEditing: vi.fn(),
  copy: vi.fn(),
  follow: vi.fn(),
  reasons: vi.fn(),
  held: vi.fn(() => Promise.resolve('the words')),
  wrong: vi.fn(() => Promise.resolve(true)),
  openDocument: vi.fn(),
  exportAnswer: vi.fn(),
  focusComposer: vi.fn(),
});

function found(some: Partial<Withheld>): Message['parts'][number] {
  return {
    type: 'withheld',
    category: 'private_data',
    reason: 'r',
    action: 'blur',
    can_show: false,
    length: 22,
    question: false,
    tier: 'rule',
    score: 0.87,
    policy_version: 1,
    entry: null,
    ...some,
  };
}

function show(some: Partial<Message>, last = true): ChatActions {
  const given = actions();
  const message: Message = {
    id: 'a',
    conversation: 'c',
    parent: 'q',
    role: 'assistant',
    parts: [{ type: 'text', text: 'Some words' }],
    state: 'complete',
    error: null,
    created: 0,
    model: 'm',
    sampling: null,
    usage: null,
    left_out: 0,
    versions: ['a'],
    ...some,
  };
  render(Answer, {
    message,
    turn: null,
    busy: false,
    hasEarlier: true,
    last,
    lazy: false,
    models: [],
    engine: { state: 'unloaded' },
    showStatistics: true,
    actions: given,
    onopen: () => undefined,
  });
  return given;
}

describe('an answer', () => {
  it('that Carat’s end broke off says so, goes on, or is tried again', async () => {
    const given = show({ state: 'broken_off' });
    const mark = screen.getByTestId('message-error');
    expect(mark).toHaveTextContent('Carat ended while this was being written');
    within(mark).getByTestId('continue').click();
    within(mark).getByTestId('retry').click();
    expect(given.continue).toHaveBeenCalledOnce();
    expect(given.regenerate).toHaveBeenCalledOnce();
  });

  it('that was stopped goes on only where nothing came after it', () => {
    show({ state: 'stopped' }, false);
    expect(screen.getByTestId('stopped-mark')).toHaveTextContent('Stopped');
    expect(screen.queryByTestId('continue')).toBeNull();
  });

  it('that filled the context says so, is no failure, and goes on without the oldest messages', () => {
    const given = show({ state: 'stopped', error: { code: 'cut_at_context', message: '', args: {} } });
    expect(screen.getByTestId('stopped-mark')).toHaveTextContent('the model’s context is full');
    expect(screen.queryByTestId('message-error')).toBeNull();
    screen.getByTestId('overflow-leave-out').click();
    expect(given.leaveOut).toHaveBeenCalledOnce();
  });

  it('that reached its length goes on as it is', () => {
    const given = show({ state: 'stopped', error: { code: 'cut_at_length', message: '', args: {} } });
    expect(screen.getByTestId('stopped-mark')).toHaveTextContent('longest answer allowed');
    screen.getByTestId('continue').click();
    expect(given.continue).toHaveBeenCalledOnce();
  });

  it('whose question is too long for any context can only be taken back', () => {
    const given = show({
      state: 'failed',
      parts: [],
      error: { code: 'question_too_long', message: '', args: { needed: '9000', limit: '8192' } },
    });
    expect(screen.getByTestId('overflow-dialog')).toHaveTextContent('9,000');
    expect(screen.queryByTestId('overflow-leave-out')).toBeNull();
    screen.getByTestId('overflow-cancel').click();
    expect(given.takeBack).toHaveBeenCalledOnce();
  });

  it('that the filter blocked is not gone on with', () => {
    show({ state: 'stopped', parts: [{ type: 'text', text: 'a' }, found({ action: 'block' })] });
    expect(screen.queryByTestId('continue')).toBeNull();
  });

  it('for which messages were left out says how many', () => {
    show({ left_out: 3 });
    expect(screen.getByTestId('left-out').textContent).toMatch(/The oldest \W?3\W? messages were left out/);
  });

  it('of which a part was blocked says of what kind it was, why, and how sure the filter is', () => {
    show({ parts: [{ type: 'text', text: 'before' }, found({ action: 'block', reason: 'A bank account number.' })] });
    const block = screen.getByTestId('withheld');
    expect(block).toHaveTextContent(/The answer was stopped here.*Private data and secrets/);
    expect(block).toHaveTextContent('A bank account number.');
    expect(block).toHaveTextContent(/A rule.*87%/);
    expect(screen.queryByTestId('withheld-show')).toBeNull();
  });

  it('of which a sentence is hidden shows it when asked, and hides it again', async () => {
    const given = show({
      parts: [{ type: 'text', text: 'before' }, found({ can_show: true }), { type: 'text', text: 'after' }],
    });
    expect(screen.getAllByTestId('answer-text').map((text) => text.textContent)).toEqual(['before', 'after']);
    screen.getByTestId('withheld-show').click();
    expect(await screen.findByTestId('withheld-text')).toHaveTextContent('the words');
    expect(given.held).toHaveBeenCalledWith(expect.objectContaining({ id: 'a' }), 1);
    screen.getByTestId('withheld-hide').click();
    expect(await screen.findByTestId('withheld-show')).toBeVisible();
    expect(screen.queryByTestId('withheld-text')).toBeNull();
  });

  it('with notes stays one text, and says below it what was noted how often', () => {
    const note = (reason: string) => found({ action: 'note', length: 0, reason });
    show({
      parts: [
        { type: 'text', text: '- one\n' },
        note('Perhaps.'),
        { type: 'text', text: '- two\n' },
        note('Perhaps.'),
        note('Other.'),
      ],
    });
    expect(screen.getAllByTestId('answer-text')).toHaveLength(1);
    expect(screen.getAllByRole('listitem')).toHaveLength(2);
    expect(screen.getAllByTestId('note').map((line) => line.dataset.count)).toEqual(['2', '1']);
  });

  it('that is no advice says so at its end', () => {
    show({
      parts: [
        { type: 'text', text: 'Drink tea.' },
        { type: 'advice', kind: 'medical' },
      ],
    });
    expect(screen.getByTestId('advice')).toHaveTextContent('no medical advice');
  });

  it('has a shield that opens the reasons', () => {
    const given = show({});
    screen.getByTestId('shield').click();
    expect(given.reasons).toHaveBeenCalledOnce();
  });

  it('names passages with their page', () => {
    const place = { page: 7, slide: null, sheet: null, range: null, headings: [], lines: null };
    const passage = { n: 1, document: 'd', source: 'lease.pdf', place, boxes: [], text: 'Three months.', strong: true };
    show({ parts: [{ type: 'passages', passages: [{ ...passage, pieces: [0, 1] }], search: null }] });
    expect(screen.getByTestId('passages').textContent).toMatch(/lease\.pdf\W*, \W?page \W?7[\s\S]*Three months\./);
  });

  it('has a sentence for each kind of part that is not supported yet', () => {
    show({
      parts: [
        { type: 'image', name: 'cat.png' },
        { type: 'audio', name: 'song.ogg' },
        { type: 'tool_call', name: 'search', arguments: '{}' },
        { type: 'tool_result', name: 'search', content: '' },
      ],
    });
    const sentences = screen.getAllByTestId('unsupported-part').map((part) => part.textContent);
    expect(sentences).toHaveLength(4);
    for (const sentence of sentences) expect(sentence).toMatch(/this version of Carat/);
  });
});
