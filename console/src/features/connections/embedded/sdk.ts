/** Facebook's JavaScript SDK: the few calls we make of it, fetched when somebody presses the button and not before. */
import type { EmbeddedSignupConfig } from "@/api/types";

export interface LoginAnswer {
  status?: string;
  authResponse?: { code?: string } | null;
}

export interface FacebookSdk {
  init(options: {
    appId: string;
    version: string;
    autoLogAppEvents: boolean;
    xfbml: boolean;
    cookie: boolean;
  }): void;
  login(answer: (answer: LoginAnswer) => void, options: Record<string, unknown>): void;
}

declare global {
  interface Window {
    FB?: FacebookSdk;
    fbAsyncInit?: () => void;
  }
}

const LOAD_MS = 15_000;
let loading: Promise<FacebookSdk> | null = null;

/** The SDK, ready; a failed fetch is tried anew at the next press (an ad blocker may have been switched off). */
export function loadSdk(config: EmbeddedSignupConfig): Promise<FacebookSdk> {
  loading ??= fetchSdk(config).catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

function fetchSdk(config: EmbeddedSignupConfig): Promise<FacebookSdk> {
  return new Promise((done, fail) => {
    const script = document.createElement("script");
    const timer = setTimeout(() => {
      stop(new Error("Facebook's script did not come in time."));
    }, LOAD_MS);
    const stop = (error: Error) => {
      clearTimeout(timer);
      script.remove();
      fail(error);
    };
    window.fbAsyncInit = () => {
      clearTimeout(timer);
      const sdk = window.FB;
      if (!sdk) {
        stop(new Error("Facebook's script came without its object."));
        return;
      }
      sdk.init({
        appId: config.app_id,
        version: config.graph_version,
        autoLogAppEvents: false,
        xfbml: false,
        cookie: false,
      });
      done(sdk);
    };
    script.src = config.sdk_url;
    script.async = true;
    script.onerror = () => {
      stop(new Error("Facebook's script could not be fetched."));
    };
    document.head.append(script);
  });
}
