/** What the in-memory backend says of the hub: nothing to download, nothing on its way, no connection opened. */
import type { Backend } from '../backend';
import type { TokenPlace, WireError } from '../types';
import type { FakeHost } from './host';

type HubPart = Pick<
  Backend,
  | 'acceptedTerms'
  | 'catalogue'
  | 'lookUp'
  | 'listDownloads'
  | 'startDownload'
  | 'pauseDownload'
  | 'resumeDownload'
  | 'cancelDownload'
  | 'storage'
  | 'removeModel'
  | 'removeLeftover'
  | 'verifyModel'
  | 'moveModels'
  | 'stopFileWork'
  | 'runningModels'
  | 'hubToken'
  | 'setHubToken'
  | 'clearHubToken'
  | 'addCertificates'
  | 'connections'
>;

const offline = (): never => {
  throw { code: 'offline', message: 'The hub can not be reached.', args: { host: 'huggingface.co' } } satisfies WireError;
};

export function fakeHub(host: FakeHost): HubPart {
  let token: TokenPlace = 'none';
  const storage = async () => ({
    folder: '/home/ada/.local/share/carat/models',
    owned: host.models.filter((model) => model.owned).reduce((sum, model) => sum + model.bytes, 0),
    free: 120_000_000_000,
    total: 500_000_000_000,
    models: host.models.map((model) => ({
      model,
      path: `/home/ada/.local/share/carat/models/${model.id}.gguf`,
      last_used: null,
      running: false,
      verified: null,
    })),
    leftovers: [],
  });
  return {
    acceptedTerms: async () => [],
    catalogue: async () => ({
      cards: [],
      machine: { memory_total: 16_000_000_000, memory_free: 9_000_000_000, gpus: [], disk_free: 120_000_000_000 },
      faults: [],
    }),
    lookUp: async () => offline(),
    listDownloads: async () => [],
    startDownload: async () => offline(),
    pauseDownload: async () => undefined,
    resumeDownload: async () => undefined,
    cancelDownload: async () => undefined,
    storage,
    async removeModel(id) {
      host.setModels(host.models.filter((model) => model.id !== id));
      return storage();
    },
    removeLeftover: storage,
    verifyModel: async () => ({ result: 'unknown', sha256: '0'.repeat(64) }),
    moveModels: async () => null,
    stopFileWork: async () => undefined,
    runningModels: async () => [],
    hubToken: async () => token,
    setHubToken: async () => (token = 'keychain'),
    clearHubToken: async () => (token = 'none'),
    addCertificates: async () => null,
    connections: async () => [],
  };
}
