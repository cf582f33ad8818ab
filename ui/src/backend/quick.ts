/** The quick window, the shortcut and the tray as the host tells of them; the types come from Rust. */
import type {
  AppEvent,
  CloseToTray,
  DesktopStatus,
  InsertMode,
  Inserted,
  QuickContext,
  QuickKind,
  QuickRequest,
  QuickState,
  Settings,
  TurnEvent,
} from './types';

export type {
  CloseToTray,
  DesktopStatus,
  Inserted,
  InsertMode,
  InsertWay,
  QuickAction,
  QuickContext,
  QuickKind,
  QuickRequest,
  QuickState,
  ShortcutStatus,
} from './types';

/** The desktop's part of the settings. */
export type DesktopSettings = Pick<
  Settings,
  | 'quick_shortcut'
  | 'quick_shortcut_paused'
  | 'quick_keep'
  | 'close_to_tray'
  | 'start_at_login'
  | 'quick_actions'
  | 'notifications'
>;

/** All events for every window. */
export type HostEvent = AppEvent;

/** What the quick window and the desktop's settings may ask; part of `Backend`. */
export interface QuickBackend {
  quickState(): Promise<QuickState>;
  quickHide(): Promise<void>;
  /** The height that the page wants, its margins included. The first call says that the page can be shown. */
  quickHeight(height: number): Promise<void>;
  /** The pointer, whose button is held, takes the window along. */
  quickDrag(): Promise<void>;
  /** Reads what was offered (a file: those that the clipboard holds); resolves to all that is shown now. */
  quickTakeContext(kind: QuickKind): Promise<QuickContext[]>;
  /** Gives back what was taken; an offer stays one, a file goes. */
  quickDropContext(id: string): Promise<QuickContext[]>;
  /** Resolves when the turn has ended; its events come through `onEvent`, as those of `sendMessage`. */
  quickSend(request: QuickRequest, onEvent: (event: TurnEvent) => void): Promise<void>;
  /** Opens the main window there, with what was written so far; null opens it with a new conversation. */
  quickContinueInMain(conversation: string | null, draft: string): Promise<void>;
  /** Hides the window and puts an answer into the app in front. The host takes the text from the message itself. */
  quickInsert(message: string, mode: InsertMode): Promise<Inserted>;
  /** Earlier questions of this window, the newest first. */
  quickHistory(): Promise<string[]>;
  desktopStatus(): Promise<DesktopStatus>;
  /** Frees Carat's shortcuts while keys are being recorded, so that pressing one is heard and does nothing else. */
  holdShortcuts(held: boolean): Promise<void>;
  /** The answer to `close_asked`: kept as `close_to_tray`, and done. */
  closeMain(choice: Exclude<CloseToTray, 'ask'>): Promise<void>;
}

/** How it is before anything was chosen. */
export const USUAL_DESKTOP: DesktopSettings = {
  quick_shortcut: 'Alt+Space',
  quick_shortcut_paused: false,
  quick_keep: true,
  close_to_tray: 'ask',
  start_at_login: false,
  quick_actions: [],
  notifications: true,
};

/** The desktop's part of the settings. */
export function desktopOf(settings: Settings): DesktopSettings {
  return { ...USUAL_DESKTOP, ...(settings as Partial<DesktopSettings>) };
}

/** A change of the desktop's part of the settings. */
export function desktopChange(some: Partial<DesktopSettings>): Partial<Settings> {
  return some as Partial<Settings>;
}

type Call = <T>(command: string, args?: Record<string, unknown>) => Promise<T>;
type Turn = (command: string, args: Record<string, unknown>, onEvent: (event: TurnEvent) => void) => Promise<void>;

/** The commands of the shell behind these methods. `subscribed` settles when all subscriptions so far have landed. */
export function quickCommands(call: Call, turn: Turn, subscribed: () => Promise<unknown>): QuickBackend {
  return {
    quickState: () => call('quick_state'),
    quickHide: () => call('quick_hide'),
    // A page that says how high it is hears events: the host shows it from then on.
    quickHeight: async (height) => {
      await subscribed();
      await call('quick_height', { height });
    },
    quickDrag: () => call('quick_drag'),
    quickTakeContext: (kind) => call('quick_take_context', { kind }),
    quickDropContext: (id) => call('quick_drop_context', { id }),
    quickSend: (request, onEvent) => turn('quick_send', { request }, onEvent),
    quickContinueInMain: (conversation, draft) => call('quick_continue_in_main', { conversation, draft }),
    quickInsert: (message, mode) => call('quick_insert', { message, mode }),
    quickHistory: () => call('quick_history'),
    desktopStatus: () => call('desktop_status'),
    holdShortcuts: (held) => call('hold_shortcuts', { held }),
    closeMain: (choice) => call('close_main', { choice }),
  };
}
