/** Models on the made-up machine's disk, what is in memory, and the list of connections. */
import type { Connection, FileWork, Leftover, Running, Settings, Storage, TokenPlace, Verified } from '../types';
import type { FakeHost } from './host';
import { pause } from './turns';

const HOUR = 3_600_000;
const STEPS = 20;

export class Disk {
  private folder = '/home/ada/.local/share/carat/models';
  private leftovers: Leftover[] = [
    { file: 'gemma-3-12b-it-Q4_0.gguf.part', bytes: 2_310_000_000, kind: 'unfinished' },
    { file: 'gemma-4-E2B_q4_0-it.gguf.wrong', bytes: 3_349_516_256, kind: 'quarantined' },
  ];
  private stopped = false;
  token: TokenPlace = 'none';
  connections: Connection[];

  constructor(private readonly host: FakeHost) {
    const at = Date.now();
    this.connections = [
      { at: at - HOUR, host: 'cas-bridge.xethub.hf.co', why: 'Gemma 4 E4B', requests: 618, bytes: 5_154_941_280 },
      { at: at - HOUR - 900, host: 'huggingface.co', why: 'Gemma 4 E4B', requests: 3, bytes: 4312 },
      {
        at: at - 26 * HOUR,
        host: 'huggingface.co',
        why: 'bartowski/google_gemma-3-12b-it-qat-GGUF',
        requests: 1,
        bytes: 18_911,
      },
    ];
  }

  storage(): Storage {
    const { models, engine, settings, options } = this.host;
    const own = models.filter((model) => model.owned);
    const leftovers = [
      ...this.leftovers,
      ...[...this.host.kept].map(([name, bytes]): Leftover => ({ file: `${name}.part`, bytes, kind: 'unfinished' })),
    ];
    const running = 'model' in engine ? engine.model : null;
    return {
      folder: this.folder,
      owned: [...own, ...leftovers].reduce((sum, one) => sum + one.bytes, 0),
      free: options.disk * 1e9,
      total: 512e9,
      models: [...models]
        .sort((a, b) => Number(b.owned) - Number(a.owned))
        .map((model) => ({
          model,
          path: this.pathOf(model.origin, model.name),
          last_used: model.id === settings.model ? Date.now() - 5 * 60_000 : null,
          running: model.id === running,
          verified: model.owned ? true : null,
        })),
      leftovers,
    };
  }

  remove(id: string): Storage {
    if (this.host.engine.state !== 'unloaded' && this.host.settings.model === id)
      this.host.setStatus({ state: 'unloaded' });
    this.host.setModels(this.host.models.filter((model) => model.id !== id));
    if (this.host.settings.model === id)
      this.host.setSettings({ ...this.host.settings, model: this.host.models[0]?.id ?? null });
    return this.storage();
  }

  removeLeftover(file: string): Storage {
    this.leftovers = this.leftovers.filter((other) => other.file !== file);
    this.host.kept.delete(file.replace(/\.part$/, ''));
    return this.storage();
  }

  async verify(id: string): Promise<Verified> {
    const model = this.host.models.find((other) => other.id === id);
    const total = model?.bytes ?? 0;
    const done = await this.work((bytes) => ({ kind: 'verifying', model: id, done: bytes, total }), total);
    const sha256 = '676c35070db6dbe52f93e9c864ee0fba4eddea94b9c875d9cb10daff453fbaee';
    if (!done) return { result: 'stopped' };
    return model?.owned ? { result: 'matches', sha256 } : { result: 'unknown', sha256 };
  }

  async move(to: string): Promise<Storage> {
    const total = this.host.models.filter((model) => model.owned).reduce((sum, model) => sum + model.bytes, 0);
    if (await this.work((bytes) => ({ kind: 'moving', to, done: bytes, total }), total)) this.folder = to;
    return this.storage();
  }

  stop(): void {
    this.stopped = true;
  }

  running(): Running[] {
    const { engine, model } = this.host;
    if (!model || engine.state === 'unloaded' || engine.state === 'crashed') return [];
    const facts = engine.state === 'ready' || engine.state === 'generating' ? engine.facts : null;
    return [
      {
        model: model.id,
        name: model.name,
        memory: Math.round(model.bytes * 1.08 + 3.2e8),
        answering: engine.state === 'generating',
        device: facts?.device ?? null,
      },
    ];
  }

  setToken(token: string): TokenPlace {
    if (!token.trim().startsWith('hf_'))
      throw { code: 'token_malformed', message: 'A token begins with hf_.', args: {} };
    this.token = this.host.options.keychain ? 'keychain' : 'session';
    return this.token;
  }

  certificates(): Settings {
    const { settings } = this.host;
    const certificates = [...settings.network.certificates, '/home/ada/company-root.pem'];
    this.host.setSettings({ ...settings, network: { ...settings.network, certificates } });
    return this.host.settings;
  }

  /** Long work in steps; false when it was stopped. */
  private async work(tell: (bytes: number) => FileWork, total: number): Promise<boolean> {
    this.stopped = false;
    for (let step = 0; step <= STEPS && !this.stopped; step += 1) {
      this.host.emit({ type: 'file_work', work: tell(Math.round((total * step) / STEPS)) });
      await pause(this.host.options.download / STEPS);
    }
    this.host.emit({ type: 'file_work', work: { kind: 'ended' } });
    return !this.stopped;
  }

  private pathOf(origin: string, name: string): string {
    const file = `${name.toLowerCase().replaceAll(' ', '-')}.gguf`;
    switch (origin) {
      case 'hub_cache':
        return `/home/ada/.cache/huggingface/hub/models--google--${file}`;
      case 'lm_studio':
        return `/home/ada/.lmstudio/models/${file}`;
      case 'ollama':
        return '/home/ada/.ollama/models/blobs/sha256-7462734796d67c40ecec2ca98eddf970e171dbb6b370e43fd633ee75b69abe1b';
      case 'starter':
        return `/opt/carat/share/models/${file}`;
      default:
        return `${this.folder}/${file}`;
    }
  }
}
