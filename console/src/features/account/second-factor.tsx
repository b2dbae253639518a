/** The authenticator app: on or off, set up, turned off, its recovery codes. */
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconShieldCheck, IconShieldOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { meQuery } from "@/api/me";
import { Dialog } from "@/components/dialog";
import { notify } from "@/components/notify";
import { Section } from "@/components/page";
import { FailedState, PendingPage } from "@/components/states";
import { useMessages } from "@/i18n";
import classes from "./account.module.css";
import { useNewRecoveryCodes, useRemoveSecondFactor } from "./api/second-factor";
import { EnrolDialog } from "./enrol-dialog";
import { messages } from "./messages";
import { PasswordQuestion } from "./password-question";
import { RecoveryCodes } from "./recovery-codes";

type Open = "enrol" | "remove" | "renew" | null;

export function SecondFactor() {
  const t = useMessages(messages);
  const me = useQuery(meQuery);
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  if (me.isPending) return <PendingPage />;
  if (me.isError) return <FailedState error={me.error} retry={() => void me.refetch()} />;
  const { second_factor: on, recovery_codes_left: left } = me.data.user;
  const Icon = on ? IconShieldCheck : IconShieldOff;
  return (
    <Section
      title={t("factor")}
      actions={
        on ? (
          <Button variant="default" size="xs" onClick={() => setOpen("remove")}>
            {t("factor_remove")}
          </Button>
        ) : (
          <Button size="xs" onClick={() => setOpen("enrol")}>
            {t("factor_set_up")}
          </Button>
        )
      }
    >
      <div className={classes.pad}>
        <Stack gap="sm">
          <Group gap="xs" wrap="nowrap">
            <Icon size={20} stroke={1.6} aria-hidden="true" style={{ flex: "none" }} />
            <Text>{t(on ? "factor_on" : "factor_off")}</Text>
          </Group>
          {on && (
            <Group gap="sm">
              {left === 0 ? (
                <Alert color="amber" variant="light" p="xs">
                  {t("codes_none")}
                </Alert>
              ) : (
                <Text c="dimmed">{t("codes_left", { count: left })}</Text>
              )}
              <Button variant="default" size="xs" onClick={() => setOpen("renew")}>
                {t("codes_renew")}
              </Button>
            </Group>
          )}
        </Stack>
      </div>
      {open === "enrol" && <EnrolDialog onClose={close} />}
      {open === "remove" && <RemoveDialog onClose={close} />}
      {open === "renew" && <RenewDialog onClose={close} />}
    </Section>
  );
}

function RemoveDialog({ onClose }: { onClose: () => void }) {
  const t = useMessages(messages);
  const remove = useRemoveSecondFactor();
  return (
    <Dialog opened onClose={onClose} title={t("factor_remove_title")}>
      <PasswordQuestion
        text={t("factor_remove_text")}
        act={t("factor_remove")}
        danger
        busy={remove.isPending}
        error={remove.error}
        onClose={onClose}
        onPassword={(password) =>
          remove.mutate(password, {
            onSuccess: () => {
              void notify(t("factor_removed"), "good");
              onClose();
            },
          })
        }
      />
    </Dialog>
  );
}

function RenewDialog({ onClose }: { onClose: () => void }) {
  const t = useMessages(messages);
  const renew = useNewRecoveryCodes();
  if (renew.data) {
    return (
      <Dialog opened onClose={onClose} title={t("codes_title")} closeOnClickOutside={false}>
        <RecoveryCodes codes={renew.data.recovery_codes} onKept={onClose} />
      </Dialog>
    );
  }
  return (
    <Dialog opened onClose={onClose} title={t("codes_renew")}>
      <PasswordQuestion
        text={t("codes_renew_text")}
        act={t("codes_renew")}
        busy={renew.isPending}
        error={renew.error}
        onClose={onClose}
        onPassword={(password) => renew.mutate(password)}
      />
    </Dialog>
  );
}
