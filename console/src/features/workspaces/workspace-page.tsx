/** Settings → Workspace: name, logo, zone, language; handing it over; leaving. */
import { Alert, NativeSelect, Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { readMe } from "@/api/me";
import { membersQuery } from "@/api/shared";
import { useGate, useSession, useWorkspace } from "@/auth/workspace";
import { Confirm } from "@/components/confirm";
import { placeProblem } from "@/components/form-problem";
import { GatedButton, ReasonedButton } from "@/components/gated";
import { notify } from "@/components/notify";
import { Page, Section } from "@/components/page";
import { useProblemText } from "@/components/problem";
import { useMessages } from "@/i18n";
import { leaveWorkspace, useChangeWorkspace, useHandOver } from "./api/workspaces";
import { Logo } from "./logo";
import { asLanguage, FIELDS, useWorkspaceForm, WorkspaceFields } from "./workspace-fields";
import { messages } from "./workspace-messages";
import classes from "./workspaces.module.css";

export function WorkspacePage() {
  const t = useMessages(messages);
  const workspace = useWorkspace();
  return (
    <Page title={t("title")} lead={t("lead", { workspace: workspace.name })}>
      <General />
      <Ownership />
      <Leaving />
    </Page>
  );
}

function General() {
  const t = useMessages(messages);
  const say = useProblemText();
  const workspace = useWorkspace();
  const gate = useGate("workspace.manage");
  const change = useChangeWorkspace(workspace.id);
  const [problem, setProblem] = useState<string | null>(null);
  const form = useWorkspaceForm({
    name: workspace.name,
    time_zone: workspace.time_zone,
    language: asLanguage(workspace.language),
  });
  const submit = form.onSubmit((draft) => {
    setProblem(null);
    change.mutate(draft, {
      onSuccess: () => {
        form.resetDirty();
        void notify(t("saved"), "good");
      },
      onError: (error) => setProblem(placeProblem(error, form, FIELDS, say)),
    });
  });
  return (
    <Section title={t("general")}>
      <div className={classes.pad}>
        <Stack gap="lg">
          <Logo />
          <form onSubmit={submit} noValidate>
            <Stack gap="md" maw="26rem">
              {problem && (
                <Alert color="red" variant="light" role="alert" p="sm">
                  {problem}
                </Alert>
              )}
              <WorkspaceFields form={form} disabled={!gate.allowed} />
              <div>
                <GatedButton permission="workspace.manage" type="submit" loading={change.isPending}>
                  {t("save")}
                </GatedButton>
              </div>
            </Stack>
          </form>
        </Stack>
      </div>
    </Section>
  );
}

function Ownership() {
  const t = useMessages(messages);
  const say = useProblemText();
  const workspace = useWorkspace();
  const { user } = useSession();
  const members = useQuery(membersQuery(workspace.id));
  const handOver = useHandOver(workspace.id);
  const [chosen, setChosen] = useState("");
  const [asking, setAsking] = useState(false);
  const others = (members.data?.items ?? []).filter((one) => one.user_id !== user?.id);
  const next = others.find((one) => one.user_id === chosen) ?? others[0];
  const reason = workspace.role !== "owner" ? t("own_not") : others.length === 0 ? t("own_alone") : null;
  return (
    <Section title={t("own")}>
      <div className={classes.pad}>
        <Stack gap="md" maw="26rem">
          <Text c="dimmed">{t("own_text", { workspace: workspace.name })}</Text>
          {reason === null && (
            <NativeSelect
              label={t("own_to")}
              value={next?.user_id}
              data={others.map((one) => ({ value: one.user_id, label: `${one.name} · ${one.email}` }))}
              onChange={(event) => setChosen(event.currentTarget.value)}
            />
          )}
          <div>
            <ReasonedButton reason={reason} variant="default" onClick={() => setAsking(true)}>
              {t("own_act")}
            </ReasonedButton>
          </div>
        </Stack>
      </div>
      {asking && next && (
        <Confirm
          title={t("own_title", { workspace: workspace.name, name: next.name })}
          text={t("own_confirm", { name: next.name })}
          act={t("own_act")}
          word={workspace.name}
          busy={handOver.isPending}
          onClose={() => setAsking(false)}
          onConfirm={() =>
            handOver.mutate(next.user_id, {
              onSuccess: () => void notify(t("own_done", { name: next.name }), "good"),
              onError: (error) => void notify(say(error), "bad"),
              onSettled: () => setAsking(false),
            })
          }
        />
      )}
    </Section>
  );
}

function Leaving() {
  const t = useMessages(messages);
  const say = useProblemText();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const workspace = useWorkspace();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const reason = workspace.role === "owner" ? t("leave_owner") : null;
  const leave = async () => {
    setBusy(true);
    try {
      await leaveWorkspace(workspace.id);
      // Away first: the frame would otherwise take a fresh /v1/me for a removal and say so.
      await navigate({ to: "/workspaces" });
      await readMe(queries);
    } catch (error) {
      await notify(say(error), "bad");
      setAsking(false);
      setBusy(false);
    }
  };
  return (
    <Section title={t("leave")}>
      <div className={classes.pad}>
        <Stack gap="md" maw="26rem">
          <Text c="dimmed">{t("leave_text", { workspace: workspace.name })}</Text>
          <div>
            <ReasonedButton reason={reason} color="red" variant="light" onClick={() => setAsking(true)}>
              {t("leave_act")}
            </ReasonedButton>
          </div>
        </Stack>
      </div>
      {asking && (
        <Confirm
          title={t("leave_title", { workspace: workspace.name })}
          text={t("leave_text", { workspace: workspace.name })}
          act={t("leave_act")}
          word={workspace.name}
          busy={busy}
          onClose={() => setAsking(false)}
          onConfirm={() => void leave()}
        />
      )}
    </Section>
  );
}
