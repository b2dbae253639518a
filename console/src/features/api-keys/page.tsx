/** Settings → API keys. */
import { Anchor } from "@mantine/core";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ApiKey } from "@/api/types";
import { useGate, useWorkspace } from "@/auth/workspace";
import { Confirm } from "@/components/confirm";
import { GatedButton } from "@/components/gated";
import rows from "@/components/list.module.css";
import { notify } from "@/components/notify";
import { Page, Section } from "@/components/page";
import { useProblemText } from "@/components/problem";
import { FailedState, PendingPage, State } from "@/components/states";
import { useFormat, useMessages } from "@/i18n";
import { keysQuery, useRevokeKey } from "./api/keys";
import { KeyDialog } from "./key-dialog";
import classes from "./keys.module.css";
import { messages } from "./messages";

export function ApiKeysPage() {
  const t = useMessages(messages);
  const say = useProblemText();
  const workspace = useWorkspace();
  const gate = useGate("api_keys.manage");
  const keys = useQuery({ ...keysQuery(workspace.id), enabled: gate.allowed });
  const revoke = useRevokeKey(workspace.id);
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const make = (
    <GatedButton
      permission="api_keys.manage"
      leftSection={<IconPlus size={16} />}
      onClick={() => setMaking(true)}
    >
      {t("make")}
    </GatedButton>
  );
  return (
    <Page
      title={t("title")}
      lead={
        <>
          {t("lead", { workspace: workspace.name })}{" "}
          <Anchor href="/v1/docs" underline="always" target="_blank" rel="noreferrer">
            {t("docs")}
          </Anchor>
        </>
      }
      actions={make}
    >
      <Section
        title={
          keys.data && keys.data.items.length > 0 ? t("keys", { count: keys.data.items.length }) : undefined
        }
      >
        {!gate.allowed ? (
          <State icon={<IconKey size={32} stroke={1.4} />} title={t("not_yours")} text={gate.reason} />
        ) : keys.isPending ? (
          <PendingPage />
        ) : keys.isError ? (
          <FailedState error={keys.error} retry={() => void keys.refetch()} />
        ) : keys.data.items.length === 0 ? (
          <State
            icon={<IconKey size={32} stroke={1.4} />}
            title={t("empty")}
            text={t("empty_text")}
            action={make}
          />
        ) : (
          <ul className={rows.list}>
            {keys.data.items.map((key) => (
              <KeyRow key={key.id} apiKey={key} onRevoke={() => setRevoking(key)} />
            ))}
          </ul>
        )}
      </Section>
      {making && <KeyDialog onClose={() => setMaking(false)} />}
      {revoking && (
        <Confirm
          title={t("revoke_title", { name: revoking.name })}
          text={t("revoke_text")}
          act={t("revoke")}
          word={revoking.name}
          busy={revoke.isPending}
          onClose={() => setRevoking(null)}
          onConfirm={() =>
            revoke.mutate(revoking.id, {
              onSuccess: () => void notify(t("revoked", { name: revoking.name }), "good"),
              onError: (error) => void notify(say(error), "bad"),
              onSettled: () => setRevoking(null),
            })
          }
        />
      )}
    </Page>
  );
}

function KeyRow({ apiKey, onRevoke }: { apiKey: ApiKey; onRevoke: () => void }) {
  const t = useMessages(messages);
  const format = useFormat();
  const facts = [
    t("scopes", { count: apiKey.scopes.length }),
    t("made_by", { name: apiKey.created_by, date: format.date(apiKey.created_at) }),
    apiKey.last_used_at ? t("last_used", { when: format.relative(apiKey.last_used_at) }) : t("never_used"),
    apiKey.expires_at ? t("until", { date: format.date(apiKey.expires_at) }) : t("no_end"),
  ];
  return (
    <li className={`${rows.row} ${classes.row}`}>
      <div className={rows.grow}>
        <strong className={classes.name}>{apiKey.name}</strong>
        <span className={classes.state} data-state={apiKey.state}>
          {t(`state_${apiKey.state}`)}
        </span>
        <div className={classes.small}>
          <code>{apiKey.prefix}…</code>
        </div>
        <div className={classes.small} title={apiKey.scopes.join(", ")}>
          {facts.join(" · ")}
        </div>
      </div>
      {apiKey.state === "active" && (
        <GatedButton
          permission="api_keys.manage"
          variant="subtle"
          color="red"
          size="xs"
          aria-label={t("revoke_of", { name: apiKey.name })}
          onClick={onRevoke}
        >
          {t("revoke")}
        </GatedButton>
      )}
    </li>
  );
}
