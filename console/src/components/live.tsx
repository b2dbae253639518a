/** The live line for React: one per signed-in tab, told about by the frame, heard by the features. */
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useEffectEvent,
  useState,
  useSyncExternalStore,
} from "react";
import { api, path } from "@/api/client";
import { LiveLine, type LiveState, type NoteListener } from "@/api/live";
import type { LiveTicket } from "@/api/types";
import { session } from "@/auth/session";

const LiveContext = createContext<LiveLine | null>(null);

export function LiveProvider({ workspace, children }: { workspace: string; children: ReactNode }) {
  const [line] = useState(
    () =>
      new LiveLine({
        ticket: () => api.post<LiveTicket>(path`/v1/workspaces/${workspace}/live-tickets`, {}),
      }),
  );
  useEffect(() => {
    const wake = () => {
      if (document.visibilityState === "visible" && navigator.onLine) line.wake();
    };
    line.start();
    // Signed in again after the session had ended: what was refused then is allowed now.
    const signedIn = session.subscribe(() => {
      if (session.state.status === "in") line.wake();
    });
    const interrupt = () => line.interrupt();
    window.addEventListener("offline", interrupt);
    window.addEventListener("online", wake);
    document.addEventListener("visibilitychange", wake);
    return () => {
      window.removeEventListener("offline", interrupt);
      window.removeEventListener("online", wake);
      document.removeEventListener("visibilitychange", wake);
      signedIn();
      line.stop();
    };
  }, [line]);
  return <LiveContext value={line}>{children}</LiveContext>;
}

function useLine(): LiveLine {
  const line = useContext(LiveContext);
  if (!line) throw new Error("live hooks are for pages inside a workspace");
  return line;
}

/** Hears every note while mounted. */
export function useLiveNotes(listener: NoteListener): void {
  const line = useLine();
  const heard = useEffectEvent(listener);
  useEffect(() => line.onNote((note) => heard(note)), [line]);
}

/** Called after a gap in the line: what is shown may be old, read again. */
export function useLiveResync(listener: () => void): void {
  const line = useLine();
  const resync = useEffectEvent(listener);
  useEffect(() => line.onResync(() => resync()), [line]);
}

export function useLiveState(): LiveState {
  const line = useLine();
  return useSyncExternalStore(line.subscribe, () => line.state);
}
