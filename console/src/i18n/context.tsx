/** The language of this browser: detected once, remembered, switched without a reload. */
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { remember, remembered } from "@/lib/storage";
import {
  type Catalogue,
  detectLanguage,
  fill,
  type Language,
  LANGUAGES,
  LOCALES,
  lookUp,
  pick,
  type Texts,
  translator,
  type ValuesOf,
} from "./catalogue";
import { type Format, formatter } from "./format";

interface LanguageState {
  language: Language;
  setLanguage: (language: Language) => void;
}

const LanguageContext = createContext<LanguageState>({ language: "en", setLanguage: () => undefined });
const ZoneContext = createContext<string | undefined>(undefined);

const STORED = "waloom.language";

export function LanguageProvider({ children, initial }: { children: ReactNode; initial?: Language }) {
  const [language, set] = useState<Language>(
    () => initial ?? detectLanguage(navigator.languages, remembered(STORED)),
  );
  useEffect(() => {
    document.documentElement.lang = LOCALES[language];
    document.documentElement.dir = "ltr";
  }, [language]);
  const setLanguage = useCallback((next: Language) => {
    remember(STORED, next);
    set(next);
  }, []);
  const value = useMemo(() => ({ language, setLanguage }), [language, setLanguage]);
  return <LanguageContext value={value}>{children}</LanguageContext>;
}

/** Everything inside shows times in this zone. */
export function ZoneProvider({ zone, children }: { zone: string; children: ReactNode }) {
  return <ZoneContext value={zone}>{children}</ZoneContext>;
}

export function useLanguage(): LanguageState {
  return useContext(LanguageContext);
}

/** In a browser where nobody has chosen a language yet, the signed-in person's own. */
export function useOwnLanguage(own: string | undefined): void {
  const { setLanguage } = useLanguage();
  useEffect(() => {
    const known = LANGUAGES.find((one) => one === own);
    if (known && remembered(STORED) === null) setLanguage(known);
  }, [own, setLanguage]);
}

/** The texts of a catalogue: t("key"), t("key", {name}). */
export function useMessages<E extends Texts>(catalogue: Catalogue<E>) {
  const { language } = useLanguage();
  return useMemo(() => translator(catalogue, language), [catalogue, language]);
}

/** Like useMessages, with React nodes as values: rich("key", {link: <a…/>}). */
export function useRichMessages<E extends Texts>(catalogue: Catalogue<E>) {
  const { language } = useLanguage();
  return useCallback(
    <K extends keyof E & string>(key: K, ...[values]: ValuesOf<E, K, ReactNode>): ReactNode => {
      const known: Record<string, ReactNode> = values ?? {};
      const form = pick(catalogue[language][key] ?? key, language, known.count);
      return fill<ReactNode>(form, known, (value) => value).map((part, at) => <span key={at}>{part}</span>);
    },
    [catalogue, language],
  );
}

/** A text by a code of the API, or the fallback the API sent in English. */
export function useLookUp(catalogue: Catalogue) {
  const { language } = useLanguage();
  return useCallback(
    (key: string, fallback: string) => lookUp(catalogue, language, key) ?? fallback,
    [catalogue, language],
  );
}

export function useFormat(): Format {
  const { language } = useLanguage();
  const zone = useContext(ZoneContext);
  return useMemo(() => formatter(language, zone), [language, zone]);
}
