/** /sign-in: where a stranger lands, and goes back from to the page they asked for. */
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { useTitle } from "@/components/page";
import { LANGUAGE_NAMES, LANGUAGES, useLanguage, useMessages } from "@/i18n";
import { messages } from "./messages";
import { SignInForm } from "./sign-in-form";
import classes from "./sign-in.module.css";

const route = getRouteApi("/sign-in");

export function SignInPage() {
  const t = useMessages(messages);
  const router = useRouter();
  const search = route.useSearch();
  const { language, setLanguage } = useLanguage();
  useTitle(t("sign_in"));
  return (
    <div className={classes.page}>
      <main className={classes.card}>
        <div className={classes.brand}>
          <img src="/icon.svg" alt="" />
          WALoom
        </div>
        <div className={classes.box}>
          <h1 className={classes.title}>{t("sign_in")}</h1>
          <p className={classes.lead}>{t("lead")}</p>
          <SignInForm
            onDone={() => {
              void router.navigate({ href: search.return ?? "/", replace: true });
            }}
          />
        </div>
      </main>
      <footer className={classes.languages} aria-label={t("language")}>
        {LANGUAGES.map((one) => (
          <button
            key={one}
            type="button"
            lang={one}
            aria-pressed={one === language}
            onClick={() => setLanguage(one)}
          >
            {LANGUAGE_NAMES[one]}
          </button>
        ))}
      </footer>
    </div>
  );
}
