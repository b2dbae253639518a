/** /workspaces: which one to work in; also where somebody lands who was removed from the one they were in. */
import { Alert, Stack, Text } from "@mantine/core";
import { IconChevronRight, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { meQuery } from "@/api/me";
import { messages as roleMessages } from "@/auth/messages";
import { AlonePage } from "@/components/alone";
import { LinkButton } from "@/components/link-button";
import { FailedState, PendingPage } from "@/components/states";
import { WorkspaceMark } from "@/components/workspace-mark";
import { useLookUp, useMessages } from "@/i18n";
import { SignedInAs } from "./signed-in-as";
import { messages } from "./workspace-messages";
import classes from "./workspaces.module.css";

const route = getRouteApi("/signed-in/workspaces");

export function ChooserPage() {
  const t = useMessages(messages);
  const role = useLookUp(roleMessages);
  const { left } = route.useSearch();
  const me = useQuery(meQuery);
  const workspaces = me.data?.workspaces ?? [];
  return (
    <AlonePage
      wide
      title={t("chooser_title")}
      lead={me.data && workspaces.length === 0 ? t("chooser_none") : t("chooser_lead")}
      foot={<SignedInAs />}
    >
      <Stack gap="md">
        {left !== undefined && (
          <Alert color="amber" variant="light" role="alert" p="sm">
            {t("left", { name: left })}
          </Alert>
        )}
        {me.isPending ? (
          <PendingPage />
        ) : me.isError ? (
          <FailedState error={me.error} retry={() => void me.refetch()} />
        ) : (
          <ul className={classes.chooser}>
            {workspaces.map((one) => (
              <li key={one.id}>
                <Link
                  to="/w/$workspace/inbox/{-$conversation}"
                  params={{ workspace: one.id }}
                  className={classes.choice}
                >
                  <WorkspaceMark name={one.name} logo={one.logo_url} size={36} />
                  <span className={classes.choiceName}>
                    {one.name}
                    <Text size="sm" c="dimmed" span className={classes.capital}>
                      {role(`role_${one.role}`, one.role)}
                    </Text>
                  </span>
                  <IconChevronRight size={18} stroke={1.6} aria-hidden="true" />
                </Link>
              </li>
            ))}
          </ul>
        )}
        <LinkButton
          to="/new-workspace"
          variant={workspaces.length === 0 ? "filled" : "default"}
          leftSection={<IconPlus size={16} />}
        >
          {t("make_new")}
        </LinkButton>
      </Stack>
    </AlonePage>
  );
}
