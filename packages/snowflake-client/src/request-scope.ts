import { AsyncLocalStorage } from "node:async_hooks";

/** All HTTP requests that the driver makes on behalf of one sign-in or statement; ended together. */
export interface RequestScope {
  readonly signal: AbortSignal;
  /** Attempts after the first one; 5 when absent. */
  readonly maxRetries?: number | undefined;
  /** Told the text of each JSON answer of the account. */
  readonly onAnswer?: ((text: string) => void) | undefined;
}

/** The parts of an axios request that are touched. */
interface RequestConfig {
  signal?: AbortSignal;
  snowflakeRetryConfig?: object;
  __snowflakeRetryConfig?: object;
}

/** The parts of its answer. */
interface ResponseParts {
  readonly data?: unknown;
}

interface HttpModule {
  readonly default?: {
    readonly interceptors?: {
      readonly request?: { use(touch: (config: RequestConfig) => RequestConfig): unknown };
      readonly response?: { use(look: (response: ResponseParts) => ResponseParts): unknown };
    };
  };
}

const scopes = new AsyncLocalStorage<RequestScope>();

/** Five more attempts with pauses of at most two seconds: a hiccup is bridged, a dead network is reported. */
const usual = { maxRetries: 5, sleepBase: 0.2, sleepCap: 2 };

/** Runs `work`; every request that the driver starts in it, also later and from timers, ends with the scope's signal. */
export function inRequestScope<T>(scope: RequestScope, work: () => T): T {
  return scopes.run(scope, work);
}

/**
 * Puts deadlines of ours on the driver's requests. The driver has none that can be set: its retries go on for minutes
 * after a caller has given up, and keep the process alive. Its HTTP client is private, so a driver that moved it is
 * used without this; deadlines then still answer in time, but the process may linger.
 * @returns whether the client was found
 */
export function guardRequests(httpModule: unknown): boolean {
  const interceptors = (httpModule as HttpModule | undefined)?.default?.interceptors;
  const requests = interceptors?.request;
  if (requests === undefined) return false;
  // The driver gives rows, and not where they lie: answers are looked at before it has read them.
  interceptors?.response?.use((response) => {
    const { onAnswer } = scopes.getStore() ?? {};
    if (onAnswer !== undefined && typeof response.data === "string") onAnswer(response.data);
    return response;
  });
  requests.use((config) => {
    const scope = scopes.getStore();
    if (scope === undefined) return config;
    const retries = { ...usual, maxRetries: scope.maxRetries ?? usual.maxRetries };
    config.signal = config.signal === undefined ? scope.signal : AbortSignal.any([config.signal, scope.signal]);
    config.snowflakeRetryConfig = { ...config.snowflakeRetryConfig, ...retries };
    if (config.__snowflakeRetryConfig !== undefined) Object.assign(config.__snowflakeRetryConfig, retries);
    return config;
  });
  return true;
}
