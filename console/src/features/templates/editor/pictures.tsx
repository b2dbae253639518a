/** Pictures chosen in this editor, by their handle: Meta's handles lead to no address a page could show. */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from "react";

interface Pictures {
  urls: Readonly<Record<string, string>>;
  keep: (handle: string, file: File) => void;
  /** Saving gave the samples other handles, in the same order. */
  rename: (before: readonly string[], after: readonly string[]) => void;
}

const PicturesContext = createContext<Pictures>({
  urls: {},
  keep: () => undefined,
  rename: () => undefined,
});

export function PicturesProvider({ children }: { children: ReactNode }) {
  const [urls, setUrls] = useState<Record<string, string>>({});
  const made = useRef<string[]>([]);
  useEffect(() => {
    const all = made.current;
    return () => all.forEach((url) => URL.revokeObjectURL(url));
  }, []);
  const value = useMemo(
    () => ({
      urls,
      keep: (handle: string, file: File) => {
        const url = URL.createObjectURL(file);
        made.current.push(url);
        setUrls((now) => ({ ...now, [handle]: url }));
      },
      rename: (before: readonly string[], after: readonly string[]) =>
        setUrls((now) => {
          const next = { ...now };
          before.forEach((handle, at) => {
            const [url, name] = [now[handle], after[at]];
            if (url && name) next[name] = url;
          });
          return next;
        }),
    }),
    [urls],
  );
  return <PicturesContext value={value}>{children}</PicturesContext>;
}

export const usePictures = () => useContext(PicturesContext);
