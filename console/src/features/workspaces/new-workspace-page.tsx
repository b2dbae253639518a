/** /new-workspace: a newcomer's first, or one more. It leads to connecting a number. */
import { Alert, Anchor, Button, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { intentionKey } from "@/api/client";
import { meQuery } from "@/api/me";
import { AlonePage } from "@/components/alone";
import { placeProblem } from "@/components/form-problem";
import { useProblemText } from "@/components/problem";
import { guessedZone } from "@/components/zone-field";
import { useLanguage, useMessages } from "@/i18n";
import { useCreateWorkspace } from "./api/workspaces";
import { SignedInAs } from "./signed-in-as";
import { FIELDS, useWorkspaceForm, WorkspaceFields } from "./workspace-fields";
import { messages } from "./workspace-messages";

export function NewWorkspacePage() {
  const t = useMessages(messages);
  const say = useProblemText();
  const navigate = useNavigate();
  const { language } = useLanguage();
  const { data: me } = useQuery(meQuery);
  const create = useCreateWorkspace();
  const [key] = useState(intentionKey);
  const [problem, setProblem] = useState<string | null>(null);
  const form = useWorkspaceForm({ name: "", time_zone: guessedZone(), language });
  const newcomer = me?.workspaces.length === 0;
  const submit = form.onSubmit((draft) => {
    setProblem(null);
    create.mutate(
      { draft, key },
      {
        onSuccess: ({ id }) =>
          void navigate({ to: "/w/$workspace/settings/connection/new", params: { workspace: id } }),
        onError: (error) => setProblem(placeProblem(error, form, FIELDS, say)),
      },
    );
  });
  return (
    <AlonePage
      wide
      title={t("new_title")}
      lead={t("new_lead")}
      foot={
        newcomer ? (
          <SignedInAs />
        ) : (
          <Anchor component={Link} to="/workspaces">
            {t("new_another")}
          </Anchor>
        )
      }
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {problem && (
            <Alert color="red" variant="light" role="alert" p="sm">
              {problem}
            </Alert>
          )}
          <WorkspaceFields form={form} />
          <Button type="submit" size="md" loading={create.isPending} fullWidth>
            {t("new_submit")}
          </Button>
          <Text size="sm" c="dimmed">
            {t("new_next")} {newcomer && t("new_invited")}
          </Text>
        </Stack>
      </form>
    </AlonePage>
  );
}
