import type { ApiClient } from '@usctp/kubernetes';

/** What a test says of a Service with one port for SCTP. */
export interface ServiceSpec {
  readonly port: number;
  readonly clusterIP: string;
  readonly nodePort?: number;
  readonly externalIPs?: readonly string[];
}

/** Makes the Service, and gives it endpoints: what controllers do where there is a selector. */
export class Services {
  readonly #client: ApiClient;

  constructor(client: ApiClient) {
    this.#client = client;
  }

  /** Registers the node that a kube-proxy is for, which waits for it. */
  async addNode(name: string, ip: string): Promise<void> {
    await this.#post('/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name } });
    await this.#client.request({
      method: 'PATCH',
      path: `/api/v1/nodes/${name}/status`,
      contentType: 'application/merge-patch+json',
      body: { status: { addresses: [{ type: 'InternalIP', address: ip }] } },
    });
  }

  async add(name: string, { port, clusterIP, nodePort, externalIPs }: ServiceSpec): Promise<void> {
    const ports = [{ name: 'sctp', protocol: 'SCTP', port, ...(nodePort && { nodePort }) }];
    await this.#post('/api/v1/namespaces/default/services', {
      ...{ apiVersion: 'v1', kind: 'Service', metadata: { name } },
      spec: { type: nodePort ? 'NodePort' : 'ClusterIP', clusterIP, ports, ...(externalIPs && { externalIPs }) },
    });
  }

  /** Has it lead to this port of these addresses, and to no others. */
  async lead(name: string, port: number, ...addresses: readonly string[]): Promise<void> {
    const path = '/apis/discovery.k8s.io/v1beta1/namespaces/default/endpointslices';
    await this.#client.request({ method: 'DELETE', path: `${path}/${name}` }).catch(() => {});
    await this.#post(path, {
      ...{ apiVersion: 'discovery.k8s.io/v1beta1', kind: 'EndpointSlice', addressType: 'IPv4' },
      metadata: { name, labels: { 'kubernetes.io/service-name': name } },
      ports: [{ name: 'sctp', protocol: 'SCTP', port }],
      endpoints: addresses.map((address) => ({ addresses: [address], conditions: { ready: true } })),
    });
  }

  /** What a DNS server says of a headless Service, for its port and each of its endpoints; as options of dnsmasq. */
  async records(name: string): Promise<string[]> {
    const path = `/apis/discovery.k8s.io/v1beta1/namespaces/default/endpointslices/${name}`;
    const { endpoints, ports } = await this.#client.request<Slice>({ path });
    const domain = `${name}.default.svc.cluster.local`;
    return endpoints.flatMap(({ addresses: [address = ''] }) => {
      const target = `${address.replaceAll('.', '-')}.${domain}`;
      return [
        `--host-record=${target},${address}`,
        ...ports.map(({ name: port, port: number }) => `--srv-host=_${port}._sctp.${domain},${target},${number},0,50`),
      ];
    });
  }

  async #post(path: string, body: object): Promise<void> {
    await this.#client.request({ method: 'POST', path, body });
  }
}

interface Slice {
  readonly endpoints: readonly { readonly addresses: readonly string[] }[];
  readonly ports: readonly { readonly name: string; readonly port: number }[];
}
