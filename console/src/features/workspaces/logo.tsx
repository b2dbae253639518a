/** The workspace's logo: chosen, seen at the size it will have, then set. */
import { Alert, Button, FileButton, Group, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { useGate, useWorkspace } from "@/auth/workspace";
import { GatedButton } from "@/components/gated";
import { notify } from "@/components/notify";
import { useProblemText } from "@/components/problem";
import { WorkspaceMark } from "@/components/workspace-mark";
import { useMessages } from "@/i18n";
import { useRemoveLogo, useSetLogo } from "./api/workspaces";
import { messages } from "./workspace-messages";

const KINDS = ["image/png", "image/jpeg", "image/webp"];
const LARGEST = 2_000_000;

interface Chosen {
  file: File;
  preview: string;
}

export function Logo() {
  const t = useMessages(messages);
  const say = useProblemText();
  const workspace = useWorkspace();
  const gate = useGate("workspace.manage");
  const set = useSetLogo(workspace.id);
  const remove = useRemoveLogo(workspace.id);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const preview = chosen?.preview ?? null;
  // The address of a preview holds the file in memory until it is given back.
  useEffect(() => (preview ? () => URL.revokeObjectURL(preview) : undefined), [preview]);

  const choose = (file: File | null) => {
    if (!file) return;
    const wrong = !KINDS.includes(file.type) ? t("logo_kind") : file.size > LARGEST ? t("logo_large") : null;
    setProblem(wrong);
    setChosen(wrong ? null : { file, preview: URL.createObjectURL(file) });
  };
  const use = () => {
    if (!chosen) return;
    set.mutate(chosen.file, {
      onSuccess: () => {
        setChosen(null);
        void notify(t("logo_saved"), "good");
      },
      onError: (error) => setProblem(say(error)),
    });
  };
  return (
    <div>
      <Text size="sm" fw={560} mb={4} id="logo-label">
        {t("logo")}
      </Text>
      <Group gap="md" align="center" role="group" aria-labelledby="logo-label">
        {preview ? (
          <span role="img" aria-label={t("logo_preview")}>
            <WorkspaceMark name={workspace.name} logo={preview} size={64} />
          </span>
        ) : (
          <WorkspaceMark name={workspace.name} logo={workspace.logo_url} size={64} />
        )}
        <Group gap="xs">
          {chosen && (
            <Button loading={set.isPending} onClick={use}>
              {t("logo_use")}
            </Button>
          )}
          <FileButton accept={KINDS.join(",")} onChange={choose} disabled={!gate.allowed}>
            {({ onClick }) => (
              <GatedButton permission="workspace.manage" variant="default" onClick={onClick}>
                {t("logo_choose")}
              </GatedButton>
            )}
          </FileButton>
          {workspace.logo_url && !chosen && (
            <GatedButton
              permission="workspace.manage"
              variant="default"
              loading={remove.isPending}
              onClick={() =>
                remove.mutate(undefined, {
                  onSuccess: () => void notify(t("logo_removed"), "good"),
                  onError: (error) => setProblem(say(error)),
                })
              }
            >
              {t("logo_remove")}
            </GatedButton>
          )}
        </Group>
      </Group>
      <Text size="sm" c="dimmed" mt={6}>
        {t("logo_hint")}
      </Text>
      {problem && (
        <Alert color="red" variant="light" role="alert" p="sm" mt="xs">
          {problem}
        </Alert>
      )}
    </div>
  );
}
