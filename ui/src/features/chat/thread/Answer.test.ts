import { render, screen, within } from '@testing-library/svelte';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Backend } from '../../../backend/backend';
import type { Message } from '../../../backend/types';
import { setLocale } from '../../../shared/i18n';
import type { ChatActions } from '../actions';
import { Chats } from '../state/chats.svelte';
import Answer from './Answer.svelte';

beforeAll(() => setLocale('en'));

const actions = (): ChatActions => ({
  thread: new Chats({} as Backend).fresh,
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
  focusComposer: vi.fn(),
});

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
    const withheld = {
      type: 'withheld',
      category: '',
      reason: 'r',
      action: 'block',
      can_show: false,
      length: 4,
    } as const;
    show({ state: 'stopped', parts: [{ type: 'text', text: 'a' }, withheld] });
    expect(screen.queryByTestId('continue')).toBeNull();
  });

  it('for which messages were left out says how many', () => {
    show({ left_out: 3 });
    expect(screen.getByTestId('left-out').textContent).toMatch(/The oldest \W?3\W? messages were left out/);
  });

  it('of which a part was held back shows why, between the text around it', () => {
    show({
      parts: [
        { type: 'text', text: 'before' },
        {
          type: 'withheld',
          category: 'private',
          reason: 'A bank account number.',
          action: 'block',
          can_show: false,
          length: 22,
        },
        { type: 'text', text: 'after' },
      ],
    });
    expect(screen.getAllByTestId('answer-text').map((text) => text.textContent)).toEqual(['before', 'after']);
    expect(screen.getByTestId('withheld').textContent).toMatch(
      /Private data held back\.\s*A bank account number\.[\s\S]*22/,
    );
  });

  it('names passages with their page', () => {
    show({
      parts: [{ type: 'passages', passages: [{ id: 'p', source: 'lease.pdf', page: 7, text: 'Three months.' }] }],
    });
    expect(screen.getByTestId('passages').textContent).toMatch(/lease\.pdf\W*, page \W?7[\s\S]*Three months\./);
  });

  it('has a sentence for each kind of part that is not supported yet', () => {
    show({
      parts: [
        { type: 'image', name: 'cat.png' },
        { type: 'audio', name: 'song.ogg' },
        { type: 'document', name: 'lease.pdf' },
        { type: 'tool_call', name: 'search', arguments: '{}' },
        { type: 'tool_result', name: 'search', content: '' },
      ],
    });
    const sentences = screen.getAllByTestId('unsupported-part').map((part) => part.textContent);
    expect(sentences).toHaveLength(5);
    for (const sentence of sentences) expect(sentence).toMatch(/this version of Carat/);
  });
});
