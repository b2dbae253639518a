/** A copy of a template under another name, in another language or account; it opens in the editor. */
import { Alert, Button, Group, Select, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useMemo, useState } from "react";
import { intentionKey } from "@/api/client";
import { accountsQuery } from "@/api/shared";
import type { Template } from "@/api/types";
import { useWorkspace } from "@/auth/workspace";
import { CountedInput } from "@/components/counted";
import { Dialog } from "@/components/dialog";
import { messages as common } from "@/components/messages";
import { useProblemText } from "@/components/problem";
import { useLanguage, useMessages } from "@/i18n";
import { useDuplicateTemplate } from "../api/templates";
import { messages as editor } from "../editor/messages";
import { messages } from "../messages";
import { languageChoices } from "../model/languages";
import { ROOM } from "../model/limits";

export function DuplicateDialog({ template, onClose }: { template: Template; onClose: () => void }) {
  const t = useMessages(messages);
  const te = useMessages(editor);
  const tc = useMessages(common);
  const say = useProblemText();
  const { language: reader } = useLanguage();
  const languages = useMemo(() => languageChoices(reader), [reader]);
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const accounts = useQuery(accountsQuery(workspace.id));
  const duplicate = useDuplicateTemplate(workspace.id, template.id);
  const [name, setName] = useState(`${template.name.slice(0, ROOM.name - 5)}_copy`);
  const [language, setLanguage] = useState(template.language);
  const [waba, setWaba] = useState(template.waba_id);
  const [key] = useState(intentionKey);
  const usable = (accounts.data?.items ?? []).filter((one) => one.status === "connected");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    duplicate.mutate(
      { copy: { name, language, waba_id: waba }, key },
      {
        onSuccess: (made) =>
          void navigate({
            to: "/w/$workspace/templates/edit/{-$template}",
            params: { workspace: workspace.id, template: made.id },
          }),
      },
    );
  };
  return (
    <Dialog opened onClose={onClose} title={t("duplicate_title", { name: template.name })}>
      <form onSubmit={submit}>
        <Stack gap="md">
          {duplicate.isError && (
            <Alert color="red" role="alert">
              {say(duplicate.error)}
            </Alert>
          )}
          <CountedInput
            label={te("name")}
            hint={te("name_hint")}
            limit={ROOM.name}
            value={name}
            autoComplete="off"
            spellCheck={false}
            data-autofocus
            onChange={(event) => setName(event.currentTarget.value.toLowerCase().replace(/[\s-]+/g, "_"))}
          />
          <Select
            label={te("language")}
            searchable
            data={languages}
            value={language}
            nothingFoundMessage={te("language_nothing")}
            allowDeselect={false}
            onChange={(next) => next && setLanguage(next)}
          />
          {usable.length > 1 && (
            <Select
              label={te("account")}
              data={usable.map((one) => ({ value: one.waba_id, label: one.name || one.waba_id }))}
              value={waba}
              allowDeselect={false}
              onChange={(next) => next && setWaba(next)}
            />
          )}
        </Stack>
        <Group justify="flex-end" mt="lg" gap="xs">
          <Button variant="default" onClick={onClose}>
            {tc("cancel")}
          </Button>
          <Button type="submit" loading={duplicate.isPending} disabled={name === ""}>
            {t("duplicate")}
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}
